import type { Logger } from 'pino';
import { reasonOf } from './kafka-errors.js';

/** Says once that Kafka does not take our records, and once that it takes them all again. */
export class Outage {
  readonly #logger: Logger;
  /** The outputs that wait. */
  readonly #waiting = new Set<string>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get lasts(): boolean {
    return this.#waiting.size > 0;
  }

  begin(output: string, error: unknown): void {
    if (!this.lasts) {
      this.#logger.warn(
        { output, reason: reasonOf(error) },
        'Kafka does not take records: trying until it does',
      );
    }
    this.#waiting.add(output);
  }

  end(output: string): void {
    if (this.#waiting.delete(output) && !this.lasts) this.#logger.info('Kafka takes records again');
  }
}
