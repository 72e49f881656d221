import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule, type ConfigType } from '@nestjs/config';
import { topicName, topics } from '#contracts';
import { HealthBook, type RoutingConfig } from '#fallback';
import { createKafka, LogServer, Publisher } from '#kafka';
import { createPool, Ledger } from '#postgres';
import { createProviders } from '#providers';
import { Readiness, TELEMETRY, type ServiceContext } from '#service';
import { routerMetrics } from '#telemetry';
import { Kafka } from 'kafkajs';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { RequestAnswerer } from './request-answerer.js';
import { routerSettings, type RouterSettings } from './router-settings.js';
import { LOGGER, METRICS, PROVIDERS, ROUTING_CONFIG } from './tokens.js';

type Settings = ConfigType<typeof routerSettings>;

const databaseConnections = 8;

/** A router that dies is missed this long; polling never waits for work, so a live one is never late. */
const sessionTimeoutMs = 10_000;

/** What the router holds: connections, the config, its memory of health. Nothing here does any I/O when it is made. */
@Module({})
export class ResourcesModule {
  static of({ logger, telemetry }: ServiceContext): DynamicModule {
    return {
      module: ResourcesModule,
      global: true,
      imports: [ConfigModule.forFeature(routerSettings)],
      providers: [
        { provide: LOGGER, useValue: logger },
        { provide: TELEMETRY, useValue: telemetry },
        { provide: METRICS, useFactory: routerMetrics },
        { provide: Readiness, useValue: new Readiness() },
        {
          provide: ROUTING_CONFIG,
          inject: [routerSettings.KEY],
          useFactory: ({ routing }: Settings) => routing,
        },
        {
          provide: PROVIDERS,
          inject: [ROUTING_CONFIG],
          useFactory: ({ providers }: RoutingConfig) => createProviders([...providers.values()]),
        },
        {
          provide: HealthBook,
          inject: [ROUTING_CONFIG],
          useFactory: ({ health }: RoutingConfig) => healthBook(health, logger),
        },
        {
          provide: Kafka,
          inject: [routerSettings.KEY],
          useFactory: ({ kafka }: Settings) => createKafka(kafka, logger),
        },
        {
          provide: Publisher,
          inject: [Kafka],
          useFactory: (kafka: Kafka) => new Publisher({ kafka, logger }),
        },
        {
          provide: Pool,
          inject: [routerSettings.KEY],
          useFactory: ({ databaseUrl, routerId }: Settings) =>
            createPool({ url: databaseUrl, max: databaseConnections, applicationName: routerId, logger }),
        },
        {
          provide: Ledger,
          inject: [Pool, routerSettings.KEY],
          useFactory: (pool: Pool, { routerId }: Settings) => new Ledger({ pool, routerId, logger }),
        },
      ],
      exports: [
        LOGGER,
        TELEMETRY,
        METRICS,
        Readiness,
        ROUTING_CONFIG,
        PROVIDERS,
        HealthBook,
        Kafka,
        Publisher,
        Pool,
        Ledger,
      ],
    };
  }
}

/** B12 and E5: an operator sees in the log when a provider is left alone, and for how long. */
const healthBook = (policy: RoutingConfig['health'], logger: Logger): HealthBook =>
  new HealthBook(policy, ({ subject, cooldownMs, failure, totals }) => {
    const rate = `failure_rate=${(totals.failureRate * 100).toFixed(2)}%`;
    logger.warn(
      { subject, error_class: failure.class, error_type: failure.type, cooldown_ms: cooldownMs },
      `Provider ${subject} marked unhealthy: ${rate}, cooldown ${Math.round(cooldownMs / 1000)} s`,
    );
  });

/** The transport that brings `llm.requests` to the controller. */
export const logServer = (
  kafka: Kafka,
  answerer: RequestAnswerer,
  settings: RouterSettings,
  { logger, onFatal }: ServiceContext,
): LogServer =>
  new LogServer({
    kafka,
    groupId: settings.groupId,
    topicOf: (pattern) => {
      if (pattern !== topics.requests.name) throw new Error(`no topic is known for the pattern '${pattern}'`);
      return topicName('requests', settings.topicPrefix);
    },
    concurrency: settings.concurrency,
    buffer: settings.concurrency,
    sessionTimeout: sessionTimeoutMs,
    logger,
    onFatal,
    onDefect: (record, error) => answerer.giveUp(record, error),
  });
