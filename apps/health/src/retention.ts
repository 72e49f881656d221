import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#fallback';
import { deleteOldRequests, deleteOldSpending } from '#postgres';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import type { HealthSettings } from './health-settings.js';
import { CLOCK, LOGGER, SETTINGS } from './tokens.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A month's total is asked for until its month is over; the month before it can still be looked up. */
const spendingDays = 62;

/**
 * Forgets, once an hour, what nobody will ask for any more: answered requests after RETENTION_DAYS, and old totals of
 * spending. Replicas need not agree on who does it: each passes over the rows that another one holds.
 */
@Injectable()
export class Retention {
  private readonly over = new AbortController();
  private going: Promise<void> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    @Inject(SETTINGS) private readonly settings: Pick<HealthSettings, 'retentionDays'>,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  start(): void {
    this.going = this.go();
  }

  /** Ends after the batch that it is at. */
  async stop(): Promise<void> {
    this.over.abort();
    await this.going;
  }

  private async go(): Promise<void> {
    const { signal } = this.over;
    while (!signal.aborted) {
      await this.sweep(signal);
      await this.clock.sleep(hourMs, signal);
    }
  }

  private async sweep(signal: AbortSignal): Promise<void> {
    const now = this.clock.now();
    const before = (days: number): Date => new Date(now - days * dayMs);
    try {
      const requests = await deleteOldRequests(this.pool, before(this.settings.retentionDays), signal);
      const totals = await deleteOldSpending(this.pool, before(spendingDays), signal);
      if (requests + totals > 0)
        this.logger.info(
          { requests, totals },
          `Forgot ${requests} requests that were answered more than ${this.settings.retentionDays} days ago (RETENTION_DAYS), and ${totals} old totals of spending`,
        );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn({ reason }, `What is old could not be forgotten (${reason}): trying again in an hour`);
    }
  }
}
