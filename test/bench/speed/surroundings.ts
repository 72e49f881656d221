import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKafka } from '#kafka';
import type { Admin, Kafka, Producer } from 'kafkajs';
import { pino } from 'pino';
import { freePort } from '../../../deploy/local/free-port.js';
import { startLocalStack } from '../../../deploy/local/local-stack.js';
import { startApart } from '../apart.js';

/** What all who compete share: one broker, one database server, one provider, one sink of traces; and upstream's clients. */
export interface Surroundings {
  readonly brokers: string;
  readonly databaseUrl: string;
  /** Of the provider and of the sink of traces, each in a process of its own. */
  readonly providerOrigin: string;
  readonly tracesUrl: string;
  /** For logs and configs; it goes with the rest. */
  readonly directory: string;
  /** Where V8 writes a CPU profile of each router at its end; null: it does not. */
  readonly cpuProfiles: string | null;
  readonly kafka: Kafka;
  readonly admin: Admin;
  readonly producer: Producer;
  readonly stop: () => Promise<void>;
}

export async function startSurroundings(cpuProfiles: string | null): Promise<Surroundings> {
  const directory = await mkdtemp(join(tmpdir(), 'understudy-bench-'));
  // As root, Postgres runs as another user, who must be able to pass.
  await chmod(directory, 0o711);
  const ends = [() => rm(directory, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const place = { kafkaPort: await freePort(), postgresPort: await freePort(), dataDir: directory };
    const stack = await startLocalStack(place);
    ends.push(() => stack.stop());
    const { brokers, databaseUrl } = stack;
    const provider = await startApart<string>(join(import.meta.dirname, 'provider-main.js'));
    ends.push(provider.stop);
    const traces = await startApart<string>(join(import.meta.dirname, 'trace-sink-main.js'));
    ends.push(traces.stop);
    const connection = { clientId: 'upstream', brokers: [brokers], ssl: false, sasl: undefined };
    const kafka = createKafka(connection, pino({ level: 'silent' }));
    const [admin, producer] = [kafka.admin(), kafka.producer()];
    await Promise.all([admin.connect(), producer.connect()]);
    ends.push(async () => void (await Promise.all([admin.disconnect(), producer.disconnect()])));
    const [providerOrigin, tracesUrl] = [provider.told, traces.told];
    return {
      brokers,
      databaseUrl,
      providerOrigin,
      tracesUrl,
      directory,
      cpuProfiles,
      kafka,
      admin,
      producer,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
