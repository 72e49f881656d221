import { Inject, Injectable } from '@nestjs/common';
import type { ProviderHealth } from '#contracts';
import type { Clock } from '#fallback';
import { addAttemptMinutes, listProviderHealth, saveProviderHealth } from '#postgres';
import { Pool } from 'pg';
import { HealthTable } from './folding/health-table.js';
import { HealthPublisher } from './health-publisher.js';
import { CLOCK } from './tokens.js';

/** Writes what was folded to the database and, with the number that it gets there, to `llm.provider-health`. */
@Injectable()
export class HealthRecorder {
  constructor(
    private readonly pool: Pool,
    private readonly publisher: HealthPublisher,
    private readonly table: HealthTable,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async record(): Promise<void> {
    const { pool, publisher, table, clock } = this;
    table.tick(clock.now());
    for (const unsaved of table.unsaved(clock.now())) {
      const record = await saveProviderHealth(pool, {
        health: unsaved.draft,
        after: null,
        publish: (numbered) => publisher.publish(numbered),
      });
      if (record !== null) table.markSaved(unsaved, record, clock.now());
    }
  }

  /** What each minute brought. */
  async count(): Promise<void> {
    const { minutes } = this.table;
    const taken = minutes.take();
    if (taken.length === 0) return;
    try {
      await addAttemptMinutes(this.pool, taken);
    } catch (error) {
      minutes.giveBack(taken);
      throw error;
    }
  }

  /** The health of the whole fleet, as all replicas have saved it. */
  async fleet(): Promise<ProviderHealth[]> {
    const { pool, table, clock } = this;
    const records = await listProviderHealth(pool);
    table.adopt(records, clock.now());
    return records;
  }
}
