import { topicName, wantedTopics } from '#contracts';
import { HealthBook, type RoutingConfig } from '#fallback';
import { ensureTopics, followTable, Publisher } from '#kafka';
import { isTransient, Ledger, migrate } from '#postgres';
import type { ProviderRegistry } from '#providers';
import {
  createHttpApp,
  listen,
  patiently,
  Readiness,
  type RunningService,
  type ServiceContext,
} from '#service';
import { Kafka } from 'kafkajs';
import { Pool } from 'pg';
import { AppModule } from './app.module.js';
import { healthListener } from './health-listener.js';
import { observeRouter } from './observe-router.js';
import { RequestAnswerer } from './request-answerer.js';
import { logServer } from './resources.module.js';
import { routerSettings, type RouterSettings } from './router-settings.js';
import { PROVIDERS, ROUTING_CONFIG } from './tokens.js';

/**
 * Starts the router: probes at once, then the database, then Kafka, however long they take to come; intake begins when
 * all that an answer needs is there. Stopping goes the other way: no new records, finish, publish, commit, let go.
 */
export async function runRouter(context: ServiceContext): Promise<RunningService> {
  const { logger, onFatal } = context;
  // Before Nest reads them, for it would log what is wrong in a form of its own.
  routerSettings();
  const app = await createHttpApp(AppModule.of(context), logger);
  const settings = app.get<RouterSettings>(routerSettings.KEY);
  const config = app.get<RoutingConfig>(ROUTING_CONFIG);
  const [pool, ledger, kafka, publisher] = [
    app.get(Pool),
    app.get(Ledger),
    app.get(Kafka),
    app.get(Publisher),
  ];
  const answerer = app.get(RequestAnswerer);
  const server = logServer(kafka, answerer, settings, context);
  app.connectMicroservice({ strategy: server });

  const stopping = new AbortController();
  let migrated = false;
  const readiness = app.get(Readiness);
  readiness.require('postgres', () =>
    migrated && ledger.isHealthy() ? null : 'the database does not answer',
  );
  readiness.require('kafka', () => (server.isReady() ? null : `the consumer is ${server.state}`));
  readiness.require('shutdown', () => (stopping.signal.aborted ? 'the router is stopping' : null));
  observeRouter(server);

  await listen(app, settings, 'ROUTER_PORT');
  logger.info(
    { router: settings.routerId, port: settings.httpPort, order: [...config.providers.keys()] },
    `Providers in order of priority: ${config.defaultChain.steps.map(({ provider, model }) => `${provider}/${model}`).join(' → ') || 'none'}`,
  );

  const health = healthListener(app.get(HealthBook), logger);
  let table: { close(): Promise<void> } | null = null;
  const begin = async (): Promise<void> => {
    await patiently('Postgres', () => migrate(pool, logger), {
      logger,
      isTransient,
      signal: stopping.signal,
    });
    migrated = true;
    await ledger.start();
    await ensureTopics(kafka, wantedTopics(settings.topicPrefix), logger);
    const following = followTable(kafka, {
      topic: topicName('providerHealth', settings.topicPrefix),
      groupIdPrefix: 'understudy-router-health',
      onRecord: health,
      logger,
    });
    table = following;
    await following.caughtUp;
    if (!stopping.signal.aborted) await app.startAllMicroservices();
  };
  begin().catch((error: unknown) => {
    if (!stopping.signal.aborted) onFatal(error instanceof Error ? error : new Error(String(error)));
  });

  return {
    stop: async () => {
      stopping.abort();
      answerer.stopWaiting();
      await server.drain();
      await table?.close();
      await publisher.close();
      await ledger.handBack();
      await ledger.stop();
      await app.close();
      await app.get<ProviderRegistry>(PROVIDERS).close();
      await pool.end();
    },
  };
}
