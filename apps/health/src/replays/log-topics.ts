import { Inject, Injectable, ServiceUnavailableException } from '@nestjs/common';
import { topicName, type TopicId } from '#contracts';
import { Publisher, TopicReader } from '#kafka';
import { Kafka } from 'kafkajs';
import type { HealthSettings } from '../health-settings.js';
import { SETTINGS } from '../tokens.js';

/** Looks into our topics, for as long as somebody asks. */
@Injectable()
export class LogTopics {
  constructor(
    private readonly kafka: Kafka,
    private readonly publisher: Publisher,
    @Inject(SETTINGS) private readonly settings: HealthSettings,
  ) {}

  async read<T>(id: TopicId, look: (reader: TopicReader) => Promise<T>): Promise<T> {
    // It would wait for Kafka for minutes, and the operator with it.
    if (!this.publisher.isConnected())
      throw new ServiceUnavailableException('Kafka cannot be reached: try again later');
    const reader = await TopicReader.open(this.kafka, topicName(id, this.settings.topicPrefix));
    try {
      return await look(reader);
    } finally {
      await reader.close();
    }
  }
}
