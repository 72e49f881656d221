import { randomUUID } from 'node:crypto';
import {
  logLevel,
  Kafka,
  Partitioners,
  type Consumer,
  type IHeaders,
  type Message,
  type Producer,
} from 'kafkajs';
import { topicName, topics, type TopicId } from '#contracts';
import { createTopics } from '../stack/create-topics.js';

export interface SeenRecord {
  readonly topic: TopicId;
  readonly partition: number;
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly raw: string;
  /** The value as JSON; undefined where it is none. */
  readonly value: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- whatever a foreign client would see
}

/** What an upstream service has: a plain Kafka client that knows nothing of our code but the topics' names. */
export class LogClient {
  readonly seen: SeenRecord[] = [];
  readonly #kafka: Kafka;
  readonly #producer: Producer;
  #consumer: Consumer | null = null;
  readonly #waiting = new Set<() => void>();

  constructor(
    brokers: string,
    readonly prefix: string,
  ) {
    this.#kafka = new Kafka({
      clientId: 'test-client',
      brokers: brokers.split(','),
      logLevel: logLevel.NOTHING,
      retry: { initialRetryTime: 200, maxRetryTime: 1_000, retries: 200 },
    });
    this.#producer = this.#kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  }

  /** Creates every topic, so that a test may speak before any app has started, and follows what comes back. */
  async open(requestPartitions: number = topics.requests.partitions): Promise<void> {
    const admin = this.#kafka.admin();
    await admin.connect();
    const ids = Object.keys(topics) as TopicId[];
    await createTopics(
      admin,
      ids.map((id) => ({
        topic: topicName(id, this.prefix),
        numPartitions: id === 'requests' ? requestPartitions : topics[id].partitions,
        configEntries: [
          { name: 'cleanup.policy', value: topics[id].cleanup },
          { name: 'max.message.bytes', value: String(8 * 1024 * 1024) },
        ],
      })),
    );
    await admin.disconnect();
    await this.#producer.connect();
    await this.#follow(ids.filter((id) => id !== 'requests'));
  }

  send(messages: Message[]): Promise<unknown> {
    return this.sendTo('requests', messages);
  }

  sendTo(topic: TopicId, messages: Message[]): Promise<unknown> {
    return this.#producer.send({ topic: topicName(topic, this.prefix), messages });
  }

  /** Sends requests as JSON, keyed by their org. */
  ask(...requests: (Record<string, unknown> & { org?: string })[]): Promise<unknown> {
    return this.send(
      requests.map((request) => ({ key: request.org ?? null, value: JSON.stringify(request) })),
    );
  }

  on(topic: TopicId): SeenRecord[] {
    return this.seen.filter((record) => record.topic === topic);
  }

  /** Everything that ended this request. */
  endsOf(customId: string): SeenRecord[] {
    return [...this.on('responses'), ...this.on('failures')].filter(
      ({ value }) => value.custom_id === customId,
    );
  }

  /** The first record that ended this request. */
  async endOf(customId: string): Promise<SeenRecord> {
    await this.until(() => this.endsOf(customId).length > 0);
    return this.endsOf(customId)[0]!;
  }

  /** Resolves once the condition holds; it is looked at whenever a record has come. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  async close(): Promise<void> {
    await this.#consumer?.disconnect();
    await this.#producer.disconnect();
  }

  async #follow(ids: readonly TopicId[]): Promise<void> {
    const idOf = new Map(ids.map((id) => [topicName(id, this.prefix), id]));
    this.#consumer = this.#kafka.consumer({ groupId: `test-${randomUUID()}`, maxWaitTimeInMs: 200 });
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [...idOf.keys()], fromBeginning: true });
    await this.#consumer.run({
      eachMessage: ({ topic, partition, message }) => {
        const raw = message.value?.toString() ?? '';
        this.seen.push({
          topic: idOf.get(topic)!,
          partition,
          key: message.key?.toString() ?? null,
          headers: textHeaders(message.headers ?? {}),
          raw,
          value: parse(raw),
        });
        for (const wake of this.#waiting) wake();
        this.#waiting.clear();
        return Promise.resolve();
      },
    });
  }
}

const textHeaders = (headers: IHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
