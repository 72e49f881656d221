import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#fallback';
import {
  deleteOldAuditEntries,
  deleteOldIncidents,
  deleteOldRequests,
  deleteOldSilences,
  deleteOldSpending,
} from '#postgres';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import type { HealthSettings } from './health-settings.js';
import { HourlyWork } from './hourly-work.js';
import { Sinks } from './sinks/sinks.js';
import { CLOCK, LOGGER, SETTINGS } from './tokens.js';

const dayMs = 24 * 3_600_000;

/** A month's total is asked for until its month is over; the month before it can still be looked up. */
const spendingDays = 62;

/** Who changed what is asked long after; audits are of a year. */
const auditDays = 366;

/**
 * Forgets what nobody will ask for any more: answered requests, alerts and silences that are over after RETENTION_DAYS, old
 * totals of spending, and what operators did more than a year ago. Replicas need not agree on who does it: each passes over the rows that another one holds.
 */
@Injectable()
export class Retention extends HourlyWork {
  constructor(
    private readonly pool: Pool,
    private readonly sinks: Sinks,
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
    const daysAgo = (days: number): Date => new Date(now - days * dayMs);
    const before = daysAgo(retentionDays);
    const requests = await deleteOldRequests(pool, before, signal);
    const alerts = await deleteOldIncidents(pool, { before, sinks: this.sinks.names() }, signal);
    const silences = await deleteOldSilences(pool, before, signal);
    const totals = await deleteOldSpending(pool, daysAgo(spendingDays), signal);
    const entries = await deleteOldAuditEntries(pool, daysAgo(Math.max(auditDays, retentionDays)), signal);
    if (requests + alerts + silences + totals + entries > 0)
      logger.info(
        { requests, alerts, silences, totals, entries },
        `Forgot ${requests} requests, ${alerts} alerts and ${silences} silences that were over more than ${retentionDays} days ago (RETENTION_DAYS), ${totals} old totals of spending and ${entries} old entries of the audit`,
      );
  }
}
