import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatStorage } from './format-storage.js';
import { freePort } from './free-port.js';
import { findJava } from './java.js';
import { kafkaAnswers } from './kafka-answers.js';
import { kafkaJars, type Announce } from './kafka-jars.js';
import { startServer, type ServerProcess } from './server-process.js';

export interface LocalKafka extends ServerProcess {
  readonly brokers: string;
  readonly port: number;
}

type Properties = Readonly<Record<string, string | number | boolean>>;

/**
 * One Apache Kafka node (KRaft: broker and controller in one process) on 127.0.0.1. What it holds stays in `dataDir`
 * for the next start, which may use another port.
 */
export async function startKafka(options: {
  dataDir: string;
  port: number;
  announce?: Announce;
  /** Besides the plain one, such as `SASL_SSL://127.0.0.1:9093`. */
  listeners?: readonly string[];
  /** Of the broker, besides or in place of ours. */
  properties?: Properties;
}): Promise<LocalKafka> {
  const { dataDir, port, announce, listeners = [] } = options;
  const [java, jars] = await Promise.all([findJava(), kafkaJars(announce)]);
  const classPath = ['-cp', join(jars, '*'), '-Dlog4j2.level=WARN'];
  const brokers = `127.0.0.1:${port}`;
  const log = join(dataDir, 'log');
  const properties = join(dataDir, 'server.properties');
  await mkdir(dataDir, { recursive: true });
  await writeFile(
    properties,
    serverProperties({ ...options, listeners, controllerPort: await freePort(), log }),
  );

  if (!existsSync(join(log, 'meta.properties'))) {
    await formatStorage(java, classPath, properties, randomBytes(16).toString('base64url'));
  }
  const server = await startServer({
    name: 'kafka',
    directory: dataDir,
    command: java,
    mark: properties,
    args: ['-Xms256m', '-Xmx512m', ...classPath, 'kafka.Kafka', properties],
    port,
    portVariable: 'LOCAL_KAFKA_PORT',
    stopSignal: 'SIGTERM',
    probe: () => kafkaAnswers(brokers),
  });
  return { ...server, brokers, port };
}

/** The quorum is named here and not kept on disk, so that the controller's port may differ from start to start. */
function serverProperties(server: {
  readonly port: number;
  readonly controllerPort: number;
  readonly listeners: readonly string[];
  readonly log: string;
  readonly properties?: Properties;
}): string {
  const { port, controllerPort, listeners, log } = server;
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: [
      `PLAINTEXT://127.0.0.1:${port}`,
      `CONTROLLER://127.0.0.1:${controllerPort}`,
      ...listeners,
    ].join(),
    'log.dirs': log,
    'num.partitions': 8,
    'auto.create.topics.enable': false,
    'message.max.bytes': 8 * 1024 * 1024,
    'group.initial.rebalance.delay.ms': 0,
    'offsets.topic.num.partitions': 4,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    // Its default takes a quarter of so small a heap.
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
    ...server.properties,
  };
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
