import { Inject, Injectable } from '@nestjs/common';
import { requestKey } from '#contracts';
import { RecentMap, systemClock } from '#fallback';
import { Ledger } from '#postgres';
import type { Logger } from 'pino';
import { LOGGER } from '../tokens.js';

/** A request may wait on the log for as long; then a cancellation that nothing came of is forgotten. */
const bounds = { capacity: 100_000, idleMs: 24 * 60 * 60_000 };

/**
 * Which requests are wanted no more. A cancellation reaches every router, and may come before the request does (it waits
 * on the log, in memory, or for a provider), while it runs, or after its end, where the ledger has the last word: it has one result.
 */
@Injectable()
export class Cancellations {
  private readonly running = new Map<string, AbortController>();
  private readonly heard = new RecentMap<true>(bounds);

  constructor(
    @Inject(Ledger) private readonly ledger: Pick<Ledger, 'wake'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  cancel(request: { readonly org: string; readonly custom_id: string }): void {
    const key = requestKey(request);
    this.heard.set(key, true, systemClock.now());
    this.running.get(key)?.abort();
    const { org, custom_id: customId } = request;
    this.ledger.wake({ org, customId }).catch((error: unknown) => {
      this.logger.warn(
        { org, custom_id: customId, reason: String(error) },
        'A waiting request could not be woken',
      );
    });
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
