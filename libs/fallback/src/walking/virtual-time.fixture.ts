import type { Clock } from '../clock.js';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/**
 * Time for tests in which several things go on at once. It stands still while anything can go on, then jumps to where
 * the next sleeper wakes; those that wake at the same instant do so together, in the order in which they fell asleep.
 */
export class VirtualTime implements Clock {
  private time = 0;
  private readonly sleepers = new Set<Sleeper>();

  now(): number {
    return this.time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { until: this.time + ms, wake };
      this.sleepers.add(sleeper);
      signal?.addEventListener('abort', wake);
    });
  }

  /** Lets time pass until the work is done; fails if it waits for something that never comes. */
  async finish<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const settled = (): void => void (done = true);
    work.then(settled, settled);
    for (await quiet(); !done; await quiet()) {
      if (this.sleepers.size === 0) throw new Error(`stuck at ${this.time} ms: nothing is left to wait for`);
      this.time = Math.min(...[...this.sleepers].map(({ until }) => until));
      for (const { until, wake } of [...this.sleepers]) if (until === this.time) wake();
    }
    if (this.sleepers.size > 0) throw new Error(`${this.sleepers.size} timer(s) are left behind`);
    return work;
  }
}

/** Resolves when all promises that can settle now have settled. */
const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
