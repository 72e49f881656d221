import { Inject, Injectable } from '@nestjs/common';
import { cloudEventHeaders, eventTypes, topicName, type ProviderHealth } from '#contracts';
import { stepName, type Clock } from '#fallback';
import { Publisher } from '#kafka';
import { listProviderHealth, saveProviderHealth } from '#postgres';
import { Pool } from 'pg';
import { HealthTable } from './folding/health-table.js';
import type { HealthSettings } from './health-settings.js';
import { CLOCK, SETTINGS } from './tokens.js';

/** Writes what was folded to the database and, with the number that it gets there, to `llm.provider-health`. */
@Injectable()
export class HealthRecorder {
  constructor(
    private readonly pool: Pool,
    private readonly publisher: Publisher,
    private readonly table: HealthTable,
    @Inject(SETTINGS) private readonly settings: HealthSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async record(): Promise<void> {
    const { pool, table, clock } = this;
    table.tick(clock.now());
    for (const unsaved of table.unsaved(clock.now())) {
      const record = await saveProviderHealth(pool, unsaved.draft);
      await this.publish(record);
      table.markSaved(unsaved, record, clock.now());
    }
  }

  /** The health of the whole fleet, as all replicas have saved it. */
  async fleet(): Promise<ProviderHealth[]> {
    const { pool, table, clock } = this;
    const records = await listProviderHealth(pool);
    table.adopt(records, clock.now());
    return records;
  }

  private publish(record: ProviderHealth): Promise<void> {
    const key = stepName(record);
    return this.publisher.publish(topicName('providerHealth', this.settings.topicPrefix), {
      key,
      value: JSON.stringify(record),
      headers: cloudEventHeaders({
        id: `${key}@${record.seq}`,
        type: eventTypes.providerHealth,
        source: '/understudy/health',
        time: new Date(this.clock.now()),
      }),
    });
  }
}
