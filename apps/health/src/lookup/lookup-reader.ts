import { Inject, Injectable } from '@nestjs/common';
import { topicName, type LogRecord } from '#contracts';
import { readBatches, type BatchReader } from '#kafka';
import { isTransient } from '#postgres';
import { patiently } from '#service';
import { Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import type { HealthSettings } from '../health-settings.js';
import { LOGGER, SETTINGS } from '../tokens.js';
import { LookupWriter } from './lookup-writer.js';

/**
 * Reads the log for look-up, in a group of its own: however far it is behind, health is not.
 *
 * not started → reading → stopped. A batch is done when it is stored; while the database is away it waits.
 */
@Injectable()
export class LookupReader {
  private readonly stopping = new AbortController();
  private reader: BatchReader | null = null;

  constructor(
    private readonly kafka: Kafka,
    private readonly writer: LookupWriter,
    @Inject(SETTINGS) private readonly settings: HealthSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  start(onFatal: (error: Error) => void): void {
    const { topicPrefix, groupId } = this.settings;
    this.reader = readBatches(this.kafka, {
      groupId: `${groupId}-lookup`,
      topics: (['attempts', 'responses', 'failures'] as const).map((id) => topicName(id, topicPrefix)),
      onBatch: (records, alive) => this.store(records, alive),
      onFatal,
      logger: this.logger,
    });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.reader?.close();
  }

  private store(records: readonly LogRecord[], alive: () => Promise<void>): Promise<void> {
    const { logger, stopping } = this;
    const work = async (): Promise<void> => {
      await alive();
      await this.writer.write(records);
    };
    return patiently('Postgres', work, { logger, signal: stopping.signal, isTransient });
  }
}
