import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, ITopicConfig, Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import { compareTopics, type TopicLimits } from './compare-topics.js';
import { isPassing, isStarting, reasonOf, refusesTopic } from './kafka-errors.js';
import { createCommand } from './topic-commands.js';
import { withMend } from './with-mend.js';

export interface WantedTopic {
  readonly name: string;
  readonly partitions: number;
  readonly cleanup: 'delete' | 'compact' | 'compact,delete';
  readonly maxMessageBytes: number;
}

/**
 * Creates what is missing, with the broker's default replication and retention. Safe from several processes at once. A
 * topic that is there is left as it is, with a warning where it differs. Waits for a Kafka that is not there yet.
 *
 * @throws an error that names the mend, where waiting is none
 */
export async function ensureTopics(
  kafka: Kafka,
  topics: readonly WantedTopic[],
  logger: Logger,
): Promise<TopicLimits> {
  for (;;) {
    const admin = kafka.admin();
    try {
      await admin.connect();
      const existing = new Set(await admin.listTopics());
      const missing = topics.filter(({ name }) => !existing.has(name));
      await create(admin, missing, logger);
      const there = topics.filter(({ name }) => existing.has(name));
      const limits = await compareTopics(admin, there, logger);
      return new Map([...missing.map((topic) => [topic.name, topic.maxMessageBytes] as const), ...limits]);
    } catch (error) {
      if (!isPassing(error) && !isStarting(error)) throw withMend(error);
      logger.warn({ reason: reasonOf(error) }, 'Kafka cannot create topics yet: trying again in 2 s');
      await sleep(2_000);
    } finally {
      await admin.disconnect().catch(() => {});
    }
  }
}

async function create(admin: Admin, missing: readonly WantedTopic[], logger: Logger): Promise<void> {
  if (missing.length === 0) return;
  try {
    await admin.createTopics({ topics: missing.map(toConfig), timeout: 30_000 });
  } catch (error) {
    if (!refusesTopic(error)) throw error;
    const commands = missing.map((topic) => `\n  ${createCommand(topic)}`).join('');
    throw new Error(
      `Kafka does not show our user these topics, nor let it create them (${reasonOf(error)}). Create them, and allow our user to read, write and describe them (kafka-acls.sh):${commands}`,
      { cause: error },
    );
  }
  for (const { name } of missing) logger.info({ topic: name }, 'Created a topic');
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
