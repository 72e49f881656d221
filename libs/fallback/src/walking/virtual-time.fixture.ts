import { VirtualClock } from '../backtest/virtual-clock.js';

/** Time for tests in which several things go on at once: no timer may be left behind. */
export class VirtualTime extends VirtualClock {
  override async finish<T>(work: Promise<T>): Promise<T> {
    const result = await super.finish(work);
    if (this.sleeping > 0) throw new Error(`${this.sleeping} timer(s) are left behind`);
    return result;
  }
}
