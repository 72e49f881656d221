import type { Clock } from '../clock.js';
import { WakeQueue, type Sleeper } from './wake-queue.js';

/**
 * Time in which a day passes as fast as what happens in it can be reckoned. It stands still while anything can go on, then
 * jumps to where the next sleeper wakes; those that wake at the same instant do so together, in the order in which they
 * fell asleep.
 */
export class VirtualClock implements Clock {
  private readonly queue = new WakeQueue();
  private asleep = 0;

  /** @param time where it begins, epoch ms */
  constructor(private time = 0) {}

  now(): number {
    return this.time;
  }

  /** How many sleep now. */
  get sleeping(): number {
    return this.asleep;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        sleeper.wake = null;
        this.asleep -= 1;
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper: Sleeper = { until: this.time + Math.max(0, ms), wake };
      this.asleep += 1;
      this.queue.add(sleeper);
      signal?.addEventListener('abort', wake);
    });
  }

  /** Lets time pass until the work is done; fails if it waits for something that never comes. */
  async finish<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const settled = (): void => void (done = true);
    work.then(settled, settled);
    for (await quiet(); !done; await quiet()) {
      const next = this.queue.first();
      if (next === undefined) throw new Error(`stuck at ${this.time} ms: nothing is left to wait for`);
      this.time = next.until;
      this.wakeAllOf(this.time);
    }
    return work;
  }

  private wakeAllOf(instant: number): void {
    const due: Sleeper[] = [];
    for (let next = this.queue.first(); next?.until === instant; next = this.queue.first()) {
      due.push(next);
      this.queue.dropFirst();
    }
    for (const { wake } of due) wake?.();
  }
}

/** Resolves when all promises that can settle now have settled. */
const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
