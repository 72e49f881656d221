import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#fallback';
import { deleteOldIncidents, deleteOldRequests, deleteOldSilences, deleteOldSpending } from '#postgres';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import type { HealthSettings } from './health-settings.js';
import { HourlyWork } from './hourly-work.js';
import { CLOCK, LOGGER, SETTINGS } from './tokens.js';

const dayMs = 24 * 3_600_000;

/** A month's total is asked for until its month is over; the month before it can still be looked up. */
const spendingDays = 62;

/**
 * Forgets what nobody will ask for any more: answered requests, alerts and silences that are over after RETENTION_DAYS, and
 * old totals of spending. Replicas need not agree on who does it: each passes over the rows that another one holds.
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
    const { pool, logger } = this;
    const { retentionDays } = this.settings;
    const now = this.clock.now();
    const before = (days: number): Date => new Date(now - days * dayMs);
    const requests = await deleteOldRequests(pool, before(retentionDays), signal);
    const alerts = await deleteOldIncidents(pool, before(retentionDays), signal);
    const silences = await deleteOldSilences(pool, before(retentionDays), signal);
    const totals = await deleteOldSpending(pool, before(spendingDays), signal);
    if (requests + alerts + silences + totals > 0)
      logger.info(
        { requests, alerts, silences, totals },
        `Forgot ${requests} requests, ${alerts} alerts and ${silences} silences that were over more than ${retentionDays} days ago (RETENTION_DAYS), and ${totals} old totals of spending`,
      );
  }
}
