import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#fallback';
import { deleteOldHandoffs, keepDays } from '#postgres';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import type { HealthSettings } from '../health-settings.js';
import { HourlyWork } from '../hourly-work.js';
import { CLOCK, LOGGER, SETTINGS } from '../tokens.js';
import { lookupWindow } from './lookup-window.js';

/** Makes room for the days to come and forgets those that are over. Replicas may do it at the same time. */
@Injectable()
export class LookupDays extends HourlyWork {
  constructor(
    private readonly pool: Pool,
    @Inject(SETTINGS) private readonly settings: Pick<HealthSettings, 'retentionDays'>,
    @Inject(CLOCK) clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    super('What is older than RETENTION_DAYS', clock, logger);
  }

  protected async work(): Promise<void> {
    const now = this.clock.now();
    const { oldest } = lookupWindow(now, this.settings.retentionDays);
    const dropped = await keepDays(this.pool, new Date(now), oldest);
    const handoffs = await deleteOldHandoffs(this.pool, oldest);
    if (dropped.length + handoffs > 0)
      this.logger.info({ dropped, handoffs }, 'Forgot what is older than RETENTION_DAYS');
  }
}
