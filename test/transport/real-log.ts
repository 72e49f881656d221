import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { logLevel, Kafka, type Admin, type IHeaders, type Message } from 'kafkajs';
import { pino } from 'pino';
import { connectionFromEnvironment, createKafka, type KafkaConnection } from '#kafka';
import { createTopics } from '../stack/create-topics.js';

/** Lines of the log that a test looks at, by level. */
export function recordingLogger() {
  type Line = { level: string; msg: string; [key: string]: unknown };
  const lines: Line[] = [];
  const formatters = { level: (label: string) => ({ level: label }) };
  const logger = pino(
    { level: 'info', formatters },
    { write: (line) => lines.push(JSON.parse(line) as Line) },
  );
  return { logger, lines, at: (level: string) => lines.filter((line) => line.level === level) };
}

/** Of the run's own Kafka: without it, `connectionFromEnvironment` would mean the stack that somebody works with. */
export function connection(): KafkaConnection {
  if (!process.env['KAFKA_BROKERS'])
    throw new Error('KAFKA_BROKERS is not set: these tests need a Kafka of their own.');
  return connectionFromEnvironment(process.env);
}

/** Kafka as our apps use it. */
export const ourKafka = (): Kafka => createKafka(connection(), pino({ level: 'silent' }));

/** Kafka as upstream services use it: plain kafkajs, with nothing of ours. */
const upstream = (): Kafka => new Kafka({ brokers: connection().brokers, logLevel: logLevel.NOTHING });

async function asAdmin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = upstream().admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

export async function newTopic(partitions = 1, config: Record<string, string> = {}): Promise<string> {
  const topic = `test-${randomUUID()}`;
  await createTopic(topic, partitions, config);
  return topic;
}

export function createTopic(
  topic: string,
  partitions: number,
  config: Record<string, string> = {},
): Promise<void> {
  const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
  return asAdmin((admin) => createTopics(admin, [{ topic, numPartitions: partitions, configEntries }]));
}

/** Until they are there for all: for a partition that kafkajs does not know yet it sends nothing, and is content. */
export const addPartitions = (topic: string, count: number): Promise<void> =>
  asAdmin(async (admin) => {
    await admin.createPartitions({ topicPartitions: [{ topic, count }] });
    await until(async () => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const partitions = topics[0]?.partitions ?? [];
      return partitions.length === count && partitions.every(({ leader }) => leader >= 0);
    });
  });

export const deleteTopic = (topic: string): Promise<void> =>
  asAdmin((admin) => admin.deleteTopics({ topics: [topic], timeout: 15_000 }));

/** In transactions if asked for: each leaves a marker, an offset that no consumer sees. */
export async function append(topic: string, messages: Message[], transactional = false): Promise<void> {
  const producer = upstream().producer(
    transactional ? { transactionalId: randomUUID(), idempotent: true, maxInFlightRequests: 1 } : {},
  );
  await producer.connect();
  if (transactional) {
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages });
    await transaction.commit();
  } else await producer.send({ topic, messages });
  await producer.disconnect();
}

export const numbered = (count: number, partition = 0): Message[] =>
  Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: `v${index}`, partition }));

export interface StoredRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: IHeaders;
}

/** All records that the topic holds now (written without transactions), in order within a partition. */
export async function contentOf(topic: string): Promise<StoredRecord[]> {
  const ends = await asAdmin((admin) => admin.fetchTopicOffsets(topic));
  const left = new Map(
    ends.filter(({ low, high }) => low !== high).map((end) => [end.partition, Number(end.high)]),
  );
  const content: StoredRecord[] = [];
  if (left.size === 0) return content;
  const consumer = upstream().consumer({ groupId: `reader-${randomUUID()}`, maxWaitTimeInMs: 50 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const read = Promise.withResolvers<void>();
  await consumer.run({
    autoCommit: false,
    eachMessage: ({ partition, message }) => {
      const { offset, key, value, headers = {} } = message;
      const text = (bytes: Buffer | null) => bytes && bytes.toString();
      content.push({ partition, offset: Number(offset), key: text(key), value: text(value), headers });
      if (Number(offset) + 1 >= (left.get(partition) ?? 0)) left.delete(partition);
      if (left.size === 0) read.resolve();
      return Promise.resolve();
    },
  });
  await read.promise;
  await consumer.disconnect();
  return content;
}

/** Up to where the first partition can be read. */
export async function endOf(topic: string): Promise<number> {
  const [first] = await asAdmin((admin) => admin.fetchTopicOffsets(topic));
  return Number(first!.high);
}

/** The group's committed offsets by partition; -1 where there is none. */
export async function committedBy(groupId: string, topic: string): Promise<number[]> {
  const [found] = await asAdmin((admin) => admin.fetchOffsets({ groupId, topics: [topic] }));
  const partitions = found!.partitions.toSorted((one, other) => one.partition - other.partition);
  return partitions.map(({ offset }) => Number(offset));
}

export async function groupNamed(prefix: string): Promise<string> {
  const { groups } = await asAdmin((admin) => admin.listGroups());
  return groups.find(({ groupId }) => groupId.startsWith(prefix))!.groupId;
}

export async function groupOf(groupId: string) {
  const { groups } = await asAdmin((admin) => admin.describeGroups([groupId]));
  return groups[0]!;
}

/** Waits for what is to come, however long it takes; jest's own limit ends a test in which it never does. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}
