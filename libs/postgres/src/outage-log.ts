import type { Logger } from 'pino';
import type { Clock } from './clock.js';

export interface OutageLogOptions {
  readonly logger: Logger;
  readonly clock: Clock;
  /** What does not work meanwhile, and what holds instead. */
  readonly lost: string;
  readonly back: string;
}

/** up → out (the first failure: one warning) → up (the next success: one line of info) … */
export class OutageLog {
  readonly #options: OutageLogOptions;
  #outSince: number | null = null;

  constructor(options: OutageLogOptions) {
    this.#options = options;
  }

  failed(err: unknown): void {
    if (this.#outSince !== null) return;
    const { logger, clock, lost } = this.#options;
    this.#outSince = clock.now();
    logger.warn({ err }, lost);
  }

  succeeded(): void {
    if (this.#outSince === null) return;
    const { logger, clock, back } = this.#options;
    logger.info({ outage_ms: clock.now() - this.#outSince }, back);
    this.#outSince = null;
  }
}
