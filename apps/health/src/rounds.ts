import type { Clock } from '#fallback';
import type { Logger } from 'pino';

export interface RoundsOptions {
  readonly work: () => Promise<void>;
  /** The longest time between two rounds, and the time after one that failed. */
  readonly pauseMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Does the same work over and over, one round at a time, so that whatever came up meanwhile is done together.
 *
 * not started → pausing ⇄ working → stopped. A pause ends when it is over, or at once when somebody asks; after a
 * failed round only when it is over. Invariant: an asker is told only after a round that began later than the asking
 * and succeeded; whoever still waits at the end is never told.
 */
export class Rounds {
  private askers: (() => void)[] = [];
  private wake = new AbortController();
  private readonly over = new AbortController();
  private going: Promise<void> | null = null;
  private failure: string | null = null;

  constructor(private readonly options: RoundsOptions) {}

  /** What was wrong with the last round; null when it succeeded, and before the first. */
  get problem(): string | null {
    return this.failure;
  }

  start(): void {
    this.going = this.go();
  }

  /** Resolves when all that is known now has been worked on. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.askers.push(resolve);
      this.wake.abort();
    });
  }

  /** Ends with one last round. */
  async stop(): Promise<void> {
    this.over.abort();
    this.wake.abort();
    await this.going;
  }

  private async go(): Promise<void> {
    const { clock, pauseMs } = this.options;
    while (!this.over.signal.aborted) {
      this.wake = new AbortController();
      const succeeded = await this.round();
      const signal = succeeded ? AbortSignal.any([this.wake.signal, this.over.signal]) : this.over.signal;
      await clock.sleep(pauseMs, signal);
    }
    await this.round();
  }

  private async round(): Promise<boolean> {
    const askers = this.askers.splice(0);
    try {
      await this.options.work();
    } catch (error) {
      this.askers.unshift(...askers);
      this.failed(error instanceof Error ? error.message : String(error));
      return false;
    }
    if (this.failure !== null) this.options.logger.info('Health is stored and told again');
    this.failure = null;
    for (const tell of askers) tell();
    return true;
  }

  private failed(reason: string): void {
    const { logger, pauseMs } = this.options;
    if (reason !== this.failure)
      logger.warn(`Health cannot be stored or told (${reason}): trying again every ${pauseMs} ms`);
    this.failure = reason;
  }
}
