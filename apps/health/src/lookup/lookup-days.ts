import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#fallback';
import { deleteOldHandoffs, keepDays } from '#postgres';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import type { HealthSettings } from '../health-settings.js';
import { CLOCK, LOGGER, SETTINGS } from '../tokens.js';
import { lookupWindow } from './lookup-window.js';

const hourMs = 3_600_000;

/** Once an hour, makes room for the days to come and forgets those that are over. Replicas may do it at the same time. */
@Injectable()
export class LookupDays {
  private readonly over = new AbortController();
  private going: Promise<void> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    @Inject(SETTINGS) private readonly settings: HealthSettings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  start(): void {
    this.going = this.go();
  }

  async stop(): Promise<void> {
    this.over.abort();
    await this.going;
  }

  private async go(): Promise<void> {
    const { signal } = this.over;
    while (!signal.aborted) {
      await this.keep();
      await this.clock.sleep(hourMs, signal);
    }
  }

  private async keep(): Promise<void> {
    const now = this.clock.now();
    const { oldest } = lookupWindow(now, this.settings.retentionDays);
    try {
      const dropped = await keepDays(this.pool, new Date(now), oldest);
      const handoffs = await deleteOldHandoffs(this.pool, oldest);
      if (dropped.length + handoffs > 0)
        this.logger.info({ dropped, handoffs }, 'Forgot what is older than RETENTION_DAYS');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(`The days that are over could not be forgotten (${reason}): trying again in an hour`);
    }
  }
}
