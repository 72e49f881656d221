import { systemClock, type Clock } from '#fallback';

/** The system's clock, which adds up what it was waited for. */
export class WaitingClock implements Clock {
  private sum = 0;

  now(): number {
    return systemClock.now();
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    await systemClock.sleep(ms, signal);
    this.sum += performance.now() - startedAt;
  }

  /** The waits since this was asked last, in ms. */
  takeWaited(): number {
    const { sum } = this;
    this.sum = 0;
    return sum;
  }
}
