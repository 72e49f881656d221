import kafkajs, { type Admin } from 'kafkajs';
import type { Logger } from 'pino';
import type { WantedTopic } from './ensure-topics.js';
import { reasonOf, refusesTopic } from './kafka-errors.js';
import { addPartitionsCommand, configCommand } from './topic-commands.js';

/** Node does not see this name in kafkajs's CommonJS. */
const { ConfigResourceTypes } = kafkajs;

/** The largest batch that each topic takes, in bytes, as far as Kafka tells us. */
export type TopicLimits = ReadonlyMap<string, number>;

interface Difference {
  readonly what: string;
  /** What comes of it. */
  readonly why: string;
  readonly mend: string;
}

/** One warning for each topic that is not as it is wanted: what differs, what comes of it, and what mends it. */
export async function compareTopics(
  admin: Admin,
  topics: readonly WantedTopic[],
  logger: Logger,
): Promise<TopicLimits> {
  const limits = new Map<string, number>();
  if (topics.length === 0) return limits;
  const { topics: found } = await admin.fetchTopicMetadata({ topics: topics.map(({ name }) => name) });
  const settings = await settingsOf(admin, topics, logger);
  for (const topic of topics) {
    const partitions = found.find(({ name }) => name === topic.name)?.partitions.length ?? 0;
    const setting = (name: string): string | undefined => settings.get(topic.name)?.get(name);
    const limit = setting('max.message.bytes');
    if (limit !== undefined) limits.set(topic.name, Number(limit));
    tell(topic, differencesOf(topic, partitions, setting), logger);
  }
  return limits;
}

/** By topic, by name; without those of a topic whose settings we may not see. */
async function settingsOf(
  admin: Admin,
  topics: readonly WantedTopic[],
  logger: Logger,
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: topics.map(({ name }) => ({
        type: ConfigResourceTypes.TOPIC,
        name,
        configNames: ['cleanup.policy', 'max.message.bytes'],
      })),
    });
    return new Map(
      resources.map(({ resourceName, configEntries }) => [
        resourceName,
        new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
      ]),
    );
  } catch (error) {
    if (!refusesTopic(error)) throw error;
    logger.warn(
      { reason: reasonOf(error) },
      "The topics' settings cannot be checked: allow our user DescribeConfigs on them, with kafka-acls.sh",
    );
    return new Map();
  }
}

function differencesOf(
  topic: WantedTopic,
  partitions: number,
  setting: (name: string) => string | undefined,
): Difference[] {
  const differences: Difference[] = [];
  if (partitions < topic.partitions)
    differences.push({
      what: `${partitions} partitions, not ${topic.partitions}`,
      why: 'no more routers than it has partitions share its work',
      mend: addPartitionsCommand(topic),
    });
  const cleanup = setting('cleanup.policy');
  if (cleanup !== undefined && !isSamePolicy(cleanup, topic.cleanup))
    differences.push({
      what: `cleanup.policy ${cleanup}, not ${topic.cleanup}`,
      why: cleanup.includes('compact')
        ? 'of records with the same key all but the last are lost'
        : 'what it tells is forgotten after its retention',
      mend: configCommand(topic, 'cleanup.policy', topic.cleanup),
    });
  const limit = setting('max.message.bytes');
  if (limit !== undefined && Number(limit) < topic.maxMessageBytes)
    differences.push({
      what: `max.message.bytes ${limit}, not ${topic.maxMessageBytes}`,
      why: 'larger records are refused',
      mend: configCommand(topic, 'max.message.bytes', topic.maxMessageBytes),
    });
  return differences;
}

function tell({ name }: WantedTopic, differences: readonly Difference[], logger: Logger): void {
  if (differences.length === 0) return;
  const texts = differences.map(({ what, why, mend }) => `${what} (${why}); mend it with ${mend}`);
  logger.warn(
    { topic: name, differences: differences.map(({ what }) => what) },
    `The topic ${name} has ${texts.join('. It has ')}`,
  );
}

const isSamePolicy = (found: string, wanted: string): boolean =>
  found.split(',').sort().join() === wanted.split(',').sort().join();
