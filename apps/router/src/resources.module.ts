import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule, type ConfigType } from '@nestjs/config';
import { topicName, topics } from '#contracts';
import { HealthBook, LimitGate, ProviderMemory, systemClock, type HealthEvents } from '#fallback';
import { createKafka, LogServer, Publisher } from '#kafka';
import { createPool, Ledger, OrganizationDirectory, SpendingBook } from '#postgres';
import { createProviders, ProviderRegistry } from '#providers';
import { Liveness, Readiness, TELEMETRY, type ServiceContext } from '#service';
import { routerMetrics } from '#telemetry';
import { Kafka } from 'kafkajs';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { endpointsOf, LiveRouting } from './live-routing.js';
import { DecodedRequests } from './answering/decoded-requests.js';
import { RequestAnswerer } from './answering/request-answerer.js';
import { routerSettings, type RouterSettings } from './router-settings.js';
import { LOGGER, METRICS } from './tokens.js';

type Settings = ConfigType<typeof routerSettings>;

const databaseConnections = 8;

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
        { provide: Liveness, useValue: new Liveness() },
        { provide: Readiness, useValue: new Readiness() },
        {
          provide: ProviderRegistry,
          inject: [routerSettings.KEY],
          useFactory: ({ routing, keyOf }: Settings) => createProviders(endpointsOf(routing), { keyOf }),
        },
        {
          provide: HealthBook,
          inject: [routerSettings.KEY],
          useFactory: ({ routing }: Settings) => new HealthBook(routing, healthEvents(logger)),
        },
        {
          provide: LimitGate,
          inject: [HealthBook],
          useFactory: (health: HealthBook) => new LimitGate(health, systemClock),
        },
        {
          provide: ProviderMemory,
          inject: [routerSettings.KEY],
          useFactory: ({ routing }: Settings) => new ProviderMemory(routing),
        },
        LiveRouting,
        {
          provide: Kafka,
          inject: [routerSettings.KEY],
          useFactory: ({ kafka }: Settings) => createKafka(kafka, logger),
        },
        {
          provide: Publisher,
          inject: [Kafka, routerSettings.KEY],
          useFactory: (kafka: Kafka, { kafka: { compression } }: Settings) =>
            new Publisher({ kafka, logger, compression }),
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
        {
          provide: OrganizationDirectory,
          inject: [Pool],
          useFactory: (pool: Pool) => new OrganizationDirectory({ pool, logger }),
        },
        {
          provide: SpendingBook,
          inject: [Pool, routerSettings.KEY],
          useFactory: (pool: Pool, { routerId }: Settings) => new SpendingBook({ pool, routerId, logger }),
        },
      ],
      exports: [
        LOGGER,
        TELEMETRY,
        METRICS,
        Liveness,
        Readiness,
        LiveRouting,
        ProviderRegistry,
        HealthBook,
        LimitGate,
        ProviderMemory,
        Kafka,
        Publisher,
        Pool,
        Ledger,
        OrganizationDirectory,
        SpendingBook,
      ],
    };
  }
}

/** `openai/gpt-4o with ACME_KEY` → `openai`: no provider's name has a slash or a space. */
const providerOf = (subject: string): string => subject.split(/[/ ]/, 1)[0]!;

/** B12 and E5: an operator sees in the log when a provider is left alone, for how long, and that it is back. */
const healthEvents = (logger: Logger): HealthEvents => ({
  onCooldown: ({ subject, cooldownMs, failure, totals }) => {
    const rate = `failure_rate=${(totals.failureRate * 100).toFixed(2)}%`;
    const { class: error_class, type: error_type } = failure;
    logger.warn(
      { event: 'provider_cooldown', subject, error_class, error_type, cooldown_ms: cooldownMs },
      `Provider ${providerOf(subject)} marked unhealthy: ${rate}, cooldown ${Math.round(cooldownMs / 1000)} s (${subject})`,
    );
  },
  onRecovered: (subject) => {
    logger.info({ event: 'provider_recovered', subject }, `Provider ${subject} works again`);
  },
});

/** The most that one organization may have of all that runs: what is left is for others, while its calls are slow. */
const flowShare = 7 / 8;

/** What hides that a paused consumer sleeps: half a second's work of the fastest router, however many calls run at once. */
const mostBuffered = 1_024;

/** The transport that brings `llm.requests` to the controller. */
export const logServer = (
  kafka: Kafka,
  { requests, answerer }: { readonly requests: DecodedRequests; readonly answerer: RequestAnswerer },
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
    flowOf: (record) => requests.flowOf(record),
    concurrency: settings.concurrency,
    flowConcurrency: Math.ceil(settings.concurrency * flowShare),
    buffer: Math.min(settings.concurrency, mostBuffered),
    ordering: settings.ordering,
    drainGraceMs: settings.drainMs,
    logger,
    onFatal,
    onDefect: (record, error) => answerer.giveUp(record, error),
  });
