import { topicName, topics, wantedTopics, type TopicId } from '#contracts';
import { HealthBook, LimitGate, ProviderMemory } from '#fallback';
import { ensureTopics, followTable, Publisher, watchIntake, type Table, type TableOptions } from '#kafka';
import { isTransient, Ledger, migrate, OrganizationDirectory, SpendingBook } from '#postgres';
import { ProviderRegistry } from '#providers';
import {
  createHttpApp,
  listen,
  Liveness,
  patiently,
  Readiness,
  watchConfig,
  type RunningService,
  type ServiceContext,
} from '#service';
import { Kafka } from 'kafkajs';
import { Pool } from 'pg';
import { AppModule } from './app.module.js';
import { Cancellations } from './answering/cancellations.js';
import { DecodedRequests } from './answering/decoded-requests.js';
import { RunningAttempts } from './journals/running-attempts.js';
import { keepHeapLean } from './lean-heap.js';
import { LiveRouting } from './live-routing.js';
import { observeRouter } from './observe-router.js';
import { controlListener, healthListener } from './record-listener.js';
import { DueRequests } from './patience/due-requests.js';
import { RequestAnswerer } from './answering/request-answerer.js';
import { SendableResults } from './answering/sendable-results.js';
import { logServer } from './resources.module.js';
import { routerSettings, type RouterSettings } from './router-settings.js';
import { tellRouting } from './tell-routing.js';

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
  keepHeapLean(settings.concurrency);
  const [pool, ledger, kafka, publisher] = [
    app.get(Pool),
    app.get(Ledger),
    app.get(Kafka),
    app.get(Publisher),
  ];
  const [answerer, due] = [app.get(RequestAnswerer), app.get(DueRequests)];
  const server = logServer(kafka, { requests: app.get(DecodedRequests), answerer }, settings, context);
  app.connectMicroservice({ strategy: server });

  const stopping = new AbortController();
  let migrated = false;
  const readiness = app.get(Readiness);
  readiness.require('postgres', () =>
    migrated && ledger.isHealthy() ? null : 'the database does not answer',
  );
  readiness.require('kafka', () => (server.isReady() ? null : `the consumer is ${server.state}`));
  readiness.require('shutdown', () => (stopping.signal.aborted ? 'the router is stopping' : null));
  const intake = watchIntake(kafka, { groupId: settings.groupId, server });
  const liveness = app.get(Liveness);
  liveness.require('intake', intake.problem);
  liveness.require('attempts', () => app.get(RunningAttempts).problem());
  observeRouter({ server, publisher, limits: app.get(LimitGate) });

  await listen(app, settings, 'ROUTER_PORT');
  logger.info({ router: settings.routerId, port: settings.httpPort }, 'The router listens');
  tellRouting(settings.routing, logger);
  const watcher = watchConfig({
    file: settings.configFile,
    read: settings.readRouting,
    onChange: (routing) => {
      app.get(LiveRouting).adopt(routing);
      tellRouting(routing, logger);
    },
    logger,
  });

  const [health, memory] = [app.get(HealthBook), app.get(ProviderMemory)];
  const [organizations, spending] = [app.get(OrganizationDirectory), app.get(SpendingBook)];
  const tables: Table[] = [];
  const follow = async (topic: TopicId, onRecord: TableOptions['onRecord']): Promise<void> => {
    const name = topicName(topic, settings.topicPrefix);
    const table = followTable(kafka, {
      topic: name,
      groupIdPrefix: `understudy-router-${topics[topic].name}`,
      onRecord,
      onFatal,
      logger,
    });
    tables.push(table);
    await table.caughtUp;
  };
  const begin = async (): Promise<void> => {
    await patiently('Postgres', () => migrate(pool, logger), {
      logger,
      isTransient,
      signal: stopping.signal,
    });
    migrated = true;
    await ledger.start();
    app.get(SendableResults).adopt(await ensureTopics(kafka, wantedTopics(settings.topicPrefix), logger));
    await organizations.start();
    await Promise.all([
      follow('providerHealth', healthListener(health, logger)),
      follow('control', controlListener({ health, memory, cancellations: app.get(Cancellations) }, logger)),
    ]);
    if (stopping.signal.aborted) return;
    await app.startAllMicroservices();
    due.start();
  };
  begin().catch((error: unknown) => {
    if (!stopping.signal.aborted) onFatal(error instanceof Error ? error : new Error(String(error)));
  });

  return {
    stop: async () => {
      stopping.abort();
      watcher.close();
      intake.close();
      answerer.stopWaiting();
      await Promise.all([server.drain(), due.stop(settings.drainMs)]);
      await Promise.all(tables.map((table) => table.close()));
      await publisher.close();
      await ledger.handBack();
      await ledger.stop();
      await spending.close();
      await organizations.close();
      await app.close();
      await app.get(ProviderRegistry).close();
      await pool.end();
    },
  };
}
