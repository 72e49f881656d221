import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { isTransient } from '../is-transient.js';
import { OutageLog } from '../outage-log.js';
import { retryDelayMs } from '../retry-delay.js';

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

/**
 * Does every piece of database work until it is done: a failure that passes by waiting is waited out.
 *
 * States: up → out (a transient failure; one warning) → up (the next success of any work; one line of info) …, and
 * stopped from either, for good: work that would have to wait is rejected from then on.
 */
export class OutageGuard {
  readonly #options: OutageGuardOptions;
  readonly #stop = new AbortController();
  readonly #outage: OutageLog;
  #lastContactAt = Number.NEGATIVE_INFINITY;

  constructor(options: OutageGuardOptions) {
    this.#options = options;
    this.#outage = new OutageLog({
      ...options,
      lost: 'The database is out: what needs it waits',
      back: 'The database is back',
    });
  }

  /** Epoch milliseconds of the last success. */
  get lastContactAt(): number {
    return this.#lastContactAt;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    for (let failures = 1; ; failures += 1) {
      this.#stop.signal.throwIfAborted();
      try {
        const value = await work();
        this.#lastContactAt = this.#options.clock.now();
        this.#outage.succeeded();
        return value;
      } catch (error) {
        if (!isTransient(error)) throw error;
        if (!this.#stop.signal.aborted) this.#outage.failed(error);
      }
      const { clock, random } = this.#options;
      await clock.sleep(retryDelayMs(failures, random), this.#stop.signal);
    }
  }

  stop(): void {
    this.#stop.abort(new LedgerStopped());
  }
}
