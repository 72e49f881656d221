import { setTimeout as sleep } from 'node:timers/promises';
import { topicName, wantedTopics } from '#contracts';
import { ensureTopics, followTable, LogServer, Publisher, watchIntake, type Table } from '#kafka';
import { isTransient, migrate } from '#postgres';
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
import { Deliveries } from './alerts/deliveries.js';
import { AppModule } from './app.module.js';
import { AuditTrail } from './audit/audit-trail.interceptor.js';
import { ControlListener } from './control/control-listener.js';
import { HealthTable } from './folding/health-table.js';
import type { HealthSettings } from './health-settings.js';
import { HealthRecorder } from './health-recorder.js';
import { AdminGuard } from './http/admin.guard.js';
import { JsonErrors } from './http/json-errors.filter.js';
import { LiveRouting } from './live-routing.js';
import { LookupDays } from './lookup/lookup-days.js';
import { LookupReader } from './lookup/lookup-reader.js';
import { observeHealth } from './observe-health.js';
import { Retention } from './retention.js';
import { Rounds } from './rounds.js';

/** How long the last changes may take to be stored and told at the end. */
const lastRoundWithin = 5_000;

/**
 * Starts the health service: HTTP at once, then the database, then Kafka, however long they take to come. Folding begins
 * when the state of the fleet and what operators said of it have been read back. Stopping: no new records, finish, store,
 * publish, let go.
 */
export async function startHealth(
  settings: HealthSettings,
  context: ServiceContext,
): Promise<RunningService> {
  const { logger, onFatal } = context;
  const app = await createHttpApp(AppModule.of(settings, context), logger);
  const [pool, kafka, publisher, server] = [
    app.get(Pool),
    app.get(Kafka),
    app.get(Publisher),
    app.get(LogServer),
  ];
  const [rounds, retention] = [app.get(Rounds), app.get(Retention)];
  const [lookup, lookupDays] = [app.get(LookupReader), app.get(LookupDays)];
  app.connectMicroservice({ strategy: server });

  const stopping = new AbortController();
  let restored = false;
  const readiness = app.get(Readiness);
  readiness.require('postgres', () => (restored ? rounds.problem : 'the database does not answer'));
  readiness.require('kafka', () => (server.isReady() ? null : `the consumer is ${server.state}`));
  readiness.require('shutdown', () => (stopping.signal.aborted ? 'the service is stopping' : null));
  const deliveries = app.get(Deliveries);
  const intake = watchIntake(kafka, { groupId: settings.groupId, server });
  app.get(Liveness).require('intake', intake.problem);
  observeHealth(server, deliveries);
  app.useGlobalGuards(new AdminGuard(settings.adminToken, logger));
  app.useGlobalInterceptors(app.get(AuditTrail));
  app.useGlobalFilters(new JsonErrors(readiness, logger));
  await listen(app, settings, 'HEALTH_PORT');
  logger.info({ port: settings.httpPort }, `Status on ${settings.publicUrl}`);

  const watcher = watchConfig({
    file: settings.configFile,
    read: settings.readRouting,
    onChange: (routing) => app.get(LiveRouting).adopt(routing),
    logger,
  });

  const listener = app.get(ControlListener);
  let control: Table | null = null;
  const begin = async (): Promise<void> => {
    const { signal } = stopping;
    await patiently('Postgres', () => migrate(pool, logger), { logger, signal, isTransient });
    await patiently('Postgres', () => app.get(HealthRecorder).fleet(), { logger, signal, isTransient });
    restored = true;
    if (signal.aborted) return;
    retention.start();
    await ensureTopics(kafka, wantedTopics(settings.topicPrefix), logger);
    await publisher.connect();
    if (signal.aborted) return;
    control = followTable(kafka, {
      topic: topicName('control', settings.topicPrefix),
      groupIdPrefix: `${settings.groupId}-control`,
      onRecord: (record) => listener.hear(record),
      onFatal,
      logger,
    });
    await control.caughtUp;
    if (signal.aborted) return;
    lookupDays.start();
    lookup.start(onFatal);
    rounds.start();
    deliveries.start();
    await app.startAllMicroservices();
  };
  begin().catch((error: unknown) => {
    if (!stopping.signal.aborted) onFatal(error instanceof Error ? error : new Error(String(error)));
  });

  return {
    stop: async () => {
      stopping.abort();
      watcher.close();
      intake.close();
      app.get(HealthTable).leave();
      // Whoever takes our partitions over begins at once, with what is saved.
      if (server.isReady())
        await Promise.race([rounds.next(), sleep(lastRoundWithin, undefined, { ref: false })]);
      await server.drain();
      await Promise.all([control?.close(), lookup.stop()]);
      const stopped = rounds.stop();
      await Promise.race([stopped, sleep(lastRoundWithin, undefined, { ref: false })]);
      await Promise.race([deliveries.stop(), sleep(lastRoundWithin, undefined, { ref: false })]);
      await publisher.close();
      await Promise.all([stopped, lookupDays.stop(), retention.stop()]);
      await app.close();
      await pool.end();
    },
  };
}
