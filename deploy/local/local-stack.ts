import { join } from 'node:path';
import { kafkaAnswers } from './kafka-answers.js';
import { startKafka } from './kafka.js';
import type { Announce } from './kafka-jars.js';
import { postgresAnswers, startPostgres } from './postgres.js';
import { shareService, type SharedService } from './shared-service.js';

export interface LocalStackOptions {
  readonly kafkaPort: number;
  readonly postgresPort: number;
  /** What both hold stays here for the next start. */
  readonly dataDir: string;
  /** A Kafka that runs elsewhere: then none is started. */
  readonly brokers?: string | undefined;
  /** A Postgres that runs elsewhere: then none is started. */
  readonly databaseUrl?: string | undefined;
  readonly announce?: Announce;
}

export interface LocalStack {
  readonly brokers: string;
  readonly databaseUrl: string;
  /** The other processes that some of it was found running in; they end it. */
  readonly owners: readonly number[];
  /** Resolves when a part has ended though nobody asked. */
  readonly failed: Promise<Error>;
  stop(): Promise<void>;
}

/** The Kafka and the Postgres of this checkout: those that another process of it has started, else new ones. */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const [kafka, postgres] = await both(startSharedKafka(options), startSharedPostgres(options));
  return {
    brokers: kafka.address,
    databaseUrl: postgres.address,
    owners: [...new Set([kafka, postgres].flatMap(({ owner }) => owner ?? []))],
    failed: Promise.race([kafka.failed, postgres.failed]),
    stop: async () => {
      await Promise.all([kafka.stop(), postgres.stop()]);
    },
  };
}

async function startSharedKafka(options: LocalStackOptions): Promise<SharedService> {
  if (options.brokers) return elsewhere(options.brokers);
  return shareService({
    claimFile: join(options.dataDir, 'kafka.json'),
    answers: kafkaAnswers,
    start: async () => {
      const { announce } = options;
      const dataDir = join(options.dataDir, 'kafka');
      const kafka = await startKafka({ dataDir, port: options.kafkaPort, ...(announce && { announce }) });
      return { ...kafka, address: kafka.brokers };
    },
  });
}

async function startSharedPostgres(options: LocalStackOptions): Promise<SharedService> {
  if (options.databaseUrl) return elsewhere(options.databaseUrl);
  return shareService({
    claimFile: join(options.dataDir, 'postgres.json'),
    answers: postgresAnswers,
    start: async () => {
      const dataDir = join(options.dataDir, 'postgres');
      const postgres = await startPostgres({ dataDir, port: options.postgresPort });
      return { ...postgres, address: postgres.url };
    },
  });
}

function elsewhere(address: string): SharedService {
  return { address, failed: new Promise(() => {}), stop: () => Promise.resolve() };
}

/** Where one cannot start, the other is stopped again. */
async function both(
  ...starting: [Promise<SharedService>, Promise<SharedService>]
): Promise<[SharedService, SharedService]> {
  try {
    return await Promise.all(starting);
  } catch (error) {
    const settled = await Promise.allSettled(starting);
    for (const end of settled) if (end.status === 'fulfilled') await end.value.stop();
    throw error;
  }
}
