import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { topicName, topics, type TopicId } from '#contracts';
import { connectionFromEnvironment, createKafka, TopicReader } from '#kafka';
import { createLogger } from '#telemetry';
import type { Admin, Kafka } from 'kafkajs';

/** A person at a terminal is not kept waiting for a Kafka that is not there. */
const patienceMs = 5_000;

/** A record as the terminal shows it. */
export interface SeenRecord {
  readonly topic: TopicId;
  /** Epoch ms. */
  readonly at: number;
  readonly key: string | null;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface OpenLog {
  readonly kafka: Kafka;
  nameOf(topic: TopicId): string;
  /** Calls back with each record from now on (or from the oldest); resolves when reading has begun. */
  follow(
    ids: readonly TopicId[],
    fromBeginning: boolean,
    onRecord: (record: SeenRecord) => void,
  ): Promise<void>;
  /** For what lies on a topic. */
  reader(id: TopicId): Promise<TopicReader>;
  close(): Promise<void>;
}

/** Opens the log that the environment names; a person at a terminal is told soon when it is not there. */
export async function openLog(): Promise<OpenLog> {
  const connection = connectionFromEnvironment(process.env, 'understudy-cli');
  const kafka = createKafka(connection, createLogger('understudy-cli', { LOG_LEVEL: 'silent' }));
  const admin = kafka.admin({ retry: { retries: 2 } });
  const where = connection.brokers.join(', ');
  const silence = sleep(patienceMs, undefined, { ref: false }).then(() => {
    throw new Error(`no answer within ${patienceMs / 1000} s`);
  });
  await Promise.race([admin.connect(), silence]).catch((error: unknown) => {
    throw new Error(
      `Kafka at ${where} cannot be reached (${String(error)}). Is \`npm start\` running? KAFKA_BROKERS names another one.`,
    );
  });
  const closers: (() => Promise<void>)[] = [() => admin.disconnect()];
  const nameOf = (id: TopicId): string => topicName(id, topicPrefix());

  return {
    kafka,
    nameOf,
    async follow(ids, fromBeginning, onRecord) {
      const idOf = new Map(ids.map((id) => [nameOf(id), id]));
      await requireTopics(admin, [...idOf.keys()], where);
      const group = `understudy-cli-${randomUUID()}`;
      const consumer = kafka.consumer({ groupId: group, maxWaitTimeInMs: 100 });
      closers.unshift(async () => {
        await consumer.disconnect();
        await admin.deleteGroups([group]).catch(() => undefined);
      });
      await consumer.connect();
      await consumer.subscribe({ topics: [...idOf.keys()], fromBeginning });
      const joined = new Promise<void>(
        (resolve) => void consumer.on(consumer.events.GROUP_JOIN, () => resolve()),
      );
      const ends = fromBeginning ? [] : await endsOf(admin, [...idOf.keys()]);
      await consumer.run({
        autoCommit: false,
        eachMessage: ({ topic, message }) => {
          onRecord({
            topic: idOf.get(topic)!,
            at: Number(message.timestamp),
            key: message.key?.toString() ?? null,
            value: message.value?.toString() ?? '',
            headers: Object.fromEntries(
              Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]),
            ),
          });
          return Promise.resolve();
        },
      });
      await joined;
      // "Latest" would be looked up at the first fetch, after records that we are waiting for may have come.
      for (const end of ends) consumer.seek(end);
    },
    async reader(id) {
      const topic = nameOf(id);
      await requireTopics(admin, [topic], where);
      const reader = await TopicReader.open(kafka, topic);
      closers.unshift(() => reader.close());
      return reader;
    },
    close: async () => {
      for (const close of closers) await close().catch(() => undefined);
    },
  };
}

const topicPrefix = (): string => process.env['TOPIC_PREFIX'] || 'llm.';

/** @param name with or without the prefix */
export function topicId(name: string): TopicId {
  const names = (id: TopicId): string[] => [id, topics[id].name, topicName(id, topicPrefix())];
  const found = (Object.keys(topics) as TopicId[]).find((id) => names(id).includes(name));
  if (found !== undefined) return found;
  const known = Object.values(topics).map((topic) => topic.name);
  throw new Error(`no topic is called '${name}'; known are ${known.join(', ')}`);
}

async function requireTopics(admin: Admin, names: readonly string[], where: string): Promise<void> {
  const present = new Set(await admin.listTopics());
  const absent = names.filter((name) => !present.has(name));
  if (absent.length > 0) {
    throw new Error(
      `Kafka at ${where} has no topic ${absent.join(', ')}: a router or health app creates them when it starts`,
    );
  }
}

async function endsOf(admin: Admin, names: readonly string[]) {
  const offsets = await Promise.all(
    names.map(async (topic) =>
      (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => ({
        topic,
        partition,
        offset: high,
      })),
    ),
  );
  return offsets.flat();
}
