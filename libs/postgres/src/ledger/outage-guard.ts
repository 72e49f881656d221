import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { isTransient } from '../is-transient.js';

export interface OutageGuardOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
}

/** What was still waiting for the database when the ledger was stopped: whether it was done is not known. */
export class LedgerStopped extends Error {
  override readonly name = 'LedgerStopped';

  constructor() {
    super('The ledger was stopped');
  }
}

const firstDelayMs = 50;
const longestDelayMs = 2_000;

/**
 * Does every piece of database work until it is done: a failure that passes by waiting is waited out.
 *
 * States: up → out (a transient failure; one warning) → up (the next success of any work; one line of info) …, and
 * stopped from either, for good: work that would have to wait is rejected from then on.
 */
export class OutageGuard {
  readonly #options: OutageGuardOptions;
  readonly #stop = new AbortController();
  #outSince: number | null = null;
  #lastContactAt = Number.NEGATIVE_INFINITY;

  constructor(options: OutageGuardOptions) {
    this.#options = options;
  }

  /** Epoch milliseconds of the last success. */
  get lastContactAt(): number {
    return this.#lastContactAt;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, longestDelayMs)) {
      this.#stop.signal.throwIfAborted();
      try {
        const value = await work();
        this.#succeeded();
        return value;
      } catch (error) {
        if (!isTransient(error)) throw error;
        this.#failed(error);
      }
      await this.#options.clock.sleep(delayMs * (0.5 + this.#options.random() / 2), this.#stop.signal);
    }
  }

  stop(): void {
    this.#stop.abort(new LedgerStopped());
  }

  #succeeded(): void {
    const now = this.#options.clock.now();
    this.#lastContactAt = now;
    if (this.#outSince === null) return;
    this.#options.logger.info({ outage_ms: now - this.#outSince }, 'The database is back');
    this.#outSince = null;
  }

  #failed(err: unknown): void {
    if (this.#outSince !== null || this.#stop.signal.aborted) return;
    this.#outSince = this.#options.clock.now();
    this.#options.logger.warn({ err }, 'The database is out: what needs it waits');
  }
}
