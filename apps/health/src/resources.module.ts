import { Module, type DynamicModule } from '@nestjs/common';
import { topicName, topics } from '#contracts';
import { systemClock } from '#fallback';
import { createKafka, LogServer, Publisher } from '#kafka';
import { createPool } from '#postgres';
import { Liveness, Readiness, TELEMETRY, type ServiceContext } from '#service';
import { Kafka } from 'kafkajs';
import { Pool } from 'pg';
import type { HealthSettings } from './health-settings.js';
import { CLOCK, LOGGER, SETTINGS } from './tokens.js';

const databaseConnections = 4;

/** What the service holds: settings, time and connections. Nothing here does any I/O when it is made. */
@Module({})
export class ResourcesModule {
  static of(settings: HealthSettings, { logger, telemetry, onFatal }: ServiceContext): DynamicModule {
    return {
      module: ResourcesModule,
      global: true,
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: LOGGER, useValue: logger },
        { provide: TELEMETRY, useValue: telemetry },
        { provide: CLOCK, useValue: systemClock },
        { provide: Liveness, useValue: new Liveness() },
        { provide: Readiness, useValue: new Readiness() },
        { provide: Kafka, useFactory: () => createKafka(settings.kafka, logger) },
        {
          provide: Publisher,
          inject: [Kafka],
          useFactory: (kafka: Kafka) => {
            const { compression } = settings.kafka;
            return new Publisher({ kafka, logger, compression });
          },
        },
        {
          provide: LogServer,
          inject: [Kafka],
          useFactory: (kafka: Kafka) => logServer(kafka, settings, { logger, onFatal }),
        },
        {
          provide: Pool,
          useFactory: () =>
            createPool({
              url: settings.databaseUrl,
              max: databaseConnections,
              applicationName: settings.replicaId,
              logger,
            }),
        },
      ],
      exports: [SETTINGS, LOGGER, TELEMETRY, CLOCK, Liveness, Readiness, Kafka, Publisher, LogServer, Pool],
    };
  }
}

/** The transport that brings `llm.attempts`, `llm.failures` and `llm.requests-dlt` to their controllers. */
function logServer(
  kafka: Kafka,
  { groupId, topicPrefix }: HealthSettings,
  { logger, onFatal }: Pick<ServiceContext, 'logger' | 'onFatal'>,
): LogServer {
  const topicByPattern = new Map<string, string>([
    [topics.attempts.name, topicName('attempts', topicPrefix)],
    [topics.failures.name, topicName('failures', topicPrefix)],
    [topics.deadLetters.name, topicName('deadLetters', topicPrefix)],
  ]);
  return new LogServer({
    kafka,
    groupId,
    topicOf: (pattern) => {
      const topic = topicByPattern.get(pattern);
      if (topic === undefined) throw new Error(`no topic is known for the pattern '${pattern}'`);
      return topic;
    },
    logger,
    onFatal,
    // The transport has logged the defect; an attempt less in the statistics is no loss to anyone.
    onDefect: () => Promise.resolve(),
  });
}
