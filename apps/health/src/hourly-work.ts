import type { Clock } from '#fallback';
import type { Logger } from 'pino';

const hourMs = 3_600_000;

/** Work that is done at the start and once an hour from then on. States: not started → going → over. */
export abstract class HourlyWork {
  private readonly over = new AbortController();
  private going: Promise<void> = Promise.resolve();

  protected constructor(
    /** Of what the work is, for the line that tells of its failure. */
    private readonly what: string,
    protected readonly clock: Clock,
    protected readonly logger: Logger,
  ) {}

  start(): void {
    this.going = this.go();
  }

  /** Resolves when what is being done has come to an end. */
  async stop(): Promise<void> {
    this.over.abort();
    await this.going;
  }

  /** May throw: it is done again in an hour. The signal aborts when the service stops. */
  protected abstract work(signal: AbortSignal): Promise<void>;

  private async go(): Promise<void> {
    const { signal } = this.over;
    while (!signal.aborted) {
      await this.work(signal).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        this.logger.warn(
          { reason },
          `${this.what} could not be forgotten (${reason}): trying again in an hour`,
        );
      });
      await this.clock.sleep(hourMs, signal);
    }
  }
}
