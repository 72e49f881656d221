import { Injectable } from '@nestjs/common';
import { RecentMap, systemClock } from '#fallback';

/** A request may wait on the log for as long; then a cancellation that nothing came of is forgotten. */
const bounds = { capacity: 100_000, idleMs: 24 * 60 * 60_000 };

/**
 * Which requests are wanted no more. A cancellation reaches every router, and may come before the request does (it waits
 * on the log or in memory), while it runs, or after its end, where the ledger has the last word: it has one result.
 */
@Injectable()
export class Cancellations {
  private readonly running = new Map<string, AbortController>();
  private readonly heard = new RecentMap<true>(bounds);

  /** @param key the request's, of its organization and its id */
  cancel(key: string): void {
    this.heard.set(key, true, systemClock.now());
    this.running.get(key)?.abort();
  }

  /** Runs a request under a signal that tells of its cancellation. One key runs once at a time. */
  async during<T>(key: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    if (this.heard.get(key, systemClock.now())) controller.abort();
    this.running.set(key, controller);
    try {
      return await work(controller.signal);
    } finally {
      this.running.delete(key);
    }
  }
}
