import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#fallback';
import { deleteOldRequests, deleteOldSpending } from '#postgres';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import type { HealthSettings } from './health-settings.js';
import { HourlyWork } from './hourly-work.js';
import { CLOCK, LOGGER, SETTINGS } from './tokens.js';

const dayMs = 24 * 3_600_000;

/** A month's total is asked for until its month is over; the month before it can still be looked up. */
const spendingDays = 62;

/**
 * Forgets what nobody will ask for any more: answered requests after RETENTION_DAYS, and old totals of spending. Replicas
 * need not agree on who does it: each passes over the rows that another one holds.
 */
@Injectable()
export class Retention extends HourlyWork {
  constructor(
    private readonly pool: Pool,
    @Inject(SETTINGS) private readonly settings: Pick<HealthSettings, 'retentionDays'>,
    @Inject(CLOCK) clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    super('What is old', clock, logger);
  }

  protected async work(signal: AbortSignal): Promise<void> {
    const now = this.clock.now();
    const before = (days: number): Date => new Date(now - days * dayMs);
    const requests = await deleteOldRequests(this.pool, before(this.settings.retentionDays), signal);
    const totals = await deleteOldSpending(this.pool, before(spendingDays), signal);
    if (requests + totals > 0)
      this.logger.info(
        { requests, totals },
        `Forgot ${requests} requests that were answered more than ${this.settings.retentionDays} days ago (RETENTION_DAYS), and ${totals} old totals of spending`,
      );
  }
}
