import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs, { type Admin, type ITopicConfig, type Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import { isPassing, isStarting, reasonOf } from './kafka-errors.js';

/** Node does not see this name in kafkajs's CommonJS. */
const { ConfigResourceTypes } = kafkajs;

export interface WantedTopic {
  readonly name: string;
  readonly partitions: number;
  readonly cleanup: 'delete' | 'compact' | 'compact,delete';
  readonly maxMessageBytes: number;
}

/**
 * Creates what is missing, with the broker's default replication. Safe from several processes at once. A topic that is
 * there is left as it is, with a warning where it differs. Waits for a Kafka that is not there yet.
 */
export async function ensureTopics(
  kafka: Kafka,
  topics: readonly WantedTopic[],
  logger: Logger,
): Promise<void> {
  for (;;) {
    const admin = kafka.admin();
    try {
      await admin.connect();
      const existing = new Set(await admin.listTopics());
      const missing = topics.filter(({ name }) => !existing.has(name));
      if (missing.length > 0) await admin.createTopics({ topics: missing.map(toConfig), timeout: 30_000 });
      for (const { name } of missing) logger.info({ topic: name }, 'Created a topic');
      return await compare(
        admin,
        topics.filter(({ name }) => existing.has(name)),
        logger,
      );
    } catch (error) {
      if (!isPassing(error) && !isStarting(error)) throw error;
      logger.warn({ reason: reasonOf(error) }, 'Kafka cannot create topics yet: trying again in 2 s');
      await sleep(2_000);
    } finally {
      await admin.disconnect().catch(() => {});
    }
  }
}

const toConfig = ({ name, partitions, cleanup, maxMessageBytes }: WantedTopic): ITopicConfig => ({
  topic: name,
  numPartitions: partitions,
  replicationFactor: -1,
  configEntries: [
    { name: 'cleanup.policy', value: cleanup },
    { name: 'max.message.bytes', value: String(maxMessageBytes) },
  ],
});

async function compare(admin: Admin, topics: readonly WantedTopic[], logger: Logger): Promise<void> {
  if (topics.length === 0) return;
  const names = topics.map(({ name }) => name);
  const { topics: found } = await admin.fetchTopicMetadata({ topics: names });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({
      type: ConfigResourceTypes.TOPIC,
      name,
      configNames: ['cleanup.policy', 'max.message.bytes'],
    })),
  });
  for (const wanted of topics) {
    const partitions = found.find(({ name }) => name === wanted.name)?.partitions.length ?? 0;
    const entries = resources.find(({ resourceName }) => resourceName === wanted.name)?.configEntries ?? [];
    const setting = (name: string): string | undefined =>
      entries.find(({ configName }) => configName === name)?.configValue;
    const differences = [
      partitions < wanted.partitions && `${partitions} partitions, not ${wanted.partitions}`,
      !isSamePolicy(setting('cleanup.policy'), wanted.cleanup) &&
        `cleanup.policy ${setting('cleanup.policy')}, not ${wanted.cleanup}`,
      Number(setting('max.message.bytes')) < wanted.maxMessageBytes &&
        `max.message.bytes ${setting('max.message.bytes')}, not ${wanted.maxMessageBytes}`,
    ].filter((difference) => difference !== false);
    if (differences.length > 0)
      logger.warn({ topic: wanted.name, differences }, 'A topic is not as we want it');
  }
}

const isSamePolicy = (found: string | undefined, wanted: string): boolean =>
  found?.split(',').sort().join() === wanted.split(',').sort().join();
