import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel, type Admin, type Consumer, type Message, type Producer } from 'kafkajs';
import { topicName, topics, type TerminalRecord, type TopicId } from '#contracts';
import { createTopics } from '../../stack/create-topics.js';
import type { HistoryEvent } from '../history/history-event.js';
import type { History } from '../history/history.js';
import type { Sent } from './sent.js';

/** In one go to the broker. */
const batchSize = 500;

/** A router's lease and its session in the group are over long before. */
const silentForMs = 90_000;

/**
 * Kafka as those see it who use the service: a plain client that produces, reads what ends requests, from the beginning
 * and only what is committed, and looks at the group's offsets. All that it sees goes into the history.
 */
export class RequestLog {
  readonly #kafka: Kafka;
  readonly #admin: Admin;
  readonly #producer: Producer;
  readonly #consumer: Consumer;
  readonly #waiting = new Set<() => void>();
  readonly #ended = new Set<string>();
  #sent = 0;

  constructor(
    brokers: string,
    private readonly prefix: string,
    readonly partitions: number,
    private readonly history: History,
  ) {
    this.#kafka = new Kafka({
      clientId: 'faults',
      brokers: brokers.split(','),
      logLevel: logLevel.NOTHING,
      retry: { initialRetryTime: 200, maxRetryTime: 1_000, retries: 200 },
    });
    this.#admin = this.#kafka.admin();
    this.#producer = this.#kafka.producer();
    this.#consumer = this.#kafka.consumer({ groupId: `faults-${randomUUID()}`, maxWaitTimeInMs: 200 });
  }

  async open(): Promise<void> {
    await this.#admin.connect();
    await createTopics(
      this.#admin,
      (Object.keys(topics) as TopicId[]).map((id) => ({
        topic: topicName(id, this.prefix),
        numPartitions: id === 'requests' ? this.partitions : Math.min(topics[id].partitions, 2),
        configEntries: [
          { name: 'cleanup.policy', value: topics[id].cleanup },
          { name: 'max.message.bytes', value: String(8 * 1024 * 1024) },
        ],
      })),
    );
    await this.#producer.connect();
    await this.#follow();
  }

  async close(): Promise<void> {
    await Promise.all([this.#consumer.disconnect(), this.#producer.disconnect(), this.#admin.disconnect()]);
  }

  /** Resolves when the broker has them all. */
  async produce(records: readonly Sent[]): Promise<void> {
    for (let from = 0; from < records.length; from += batchSize) {
      const placed = records.slice(from, from + batchSize).map((sent) => ({
        ...sent,
        partition: sent.partition ?? this.#sent++ % this.partitions,
      }));
      const acknowledged = await this.#producer.send({
        topic: topicName('requests', this.prefix),
        messages: placed.map(({ message, partition }) => ({ ...message, partition })),
      });
      const at = Date.now();
      const next = new Map(acknowledged.map((ack) => [ack.partition, Number(ack.baseOffset)]));
      for (const { request, partition, ordered } of placed) {
        const offset = next.get(partition)!;
        next.set(partition, offset + 1);
        const order = ordered === undefined ? {} : { ordered };
        this.history.add({ type: 'produced', request, partition, offset, at, ...order });
      }
    }
  }

  /** Says something on another topic. */
  async tell(topic: TopicId, key: string, value: object): Promise<void> {
    const messages = [{ key, value: JSON.stringify(value) }];
    await this.#producer.send({ topic: topicName(topic, this.prefix), messages });
  }

  /** How many requests have ended. */
  get ended(): number {
    return this.#ended.size;
  }

  hasEnded(request: string): boolean {
    return this.#ended.has(request);
  }

  /**
   * Resolves once the condition holds; it is looked at whenever records have come. Where none has come for a long time,
   * none will: then it resolves as well, so that the verdict names what is missing.
   */
  async until(condition: () => boolean): Promise<void> {
    for (let isOver = false; !isOver && !condition();) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const wake = (): void => resolve(false);
      this.#waiting.add(wake);
      const timer = setTimeout(resolve, silentForMs, true);
      isOver = await promise;
      clearTimeout(timer);
      this.#waiting.delete(wake);
    }
  }

  /** Looks at what the group has committed; says whether that is everything. */
  async lookAtOffsets(): Promise<boolean> {
    const topic = topicName('requests', this.prefix);
    const [group] = await this.#admin.fetchOffsets({ groupId: `${this.prefix}router`, topics: [topic] });
    const at = Date.now();
    const ends = await this.#admin.fetchTopicOffsets(topic);
    const commits = ends.map(({ partition, high }) => {
      const committed = group!.partitions.find((one) => one.partition === partition);
      // Kafka says -1 where nothing was committed.
      return { partition, offset: Math.max(0, Number(committed?.offset ?? 0)), end: Number(high), at };
    });
    this.history.add(...commits.map((commit) => ({ type: 'committed' as const, ...commit })));
    return commits.every(({ offset, end }) => offset === end);
  }

  /** Looks at the group's offsets until it is told to stop; a Kafka that is away is looked for again. */
  async watchOffsets(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.lookAtOffsets().catch(() => undefined);
      await sleep(250, undefined, { signal }).catch(() => undefined);
    }
  }

  async #follow(): Promise<void> {
    const ids = ['responses', 'failures', 'deadLetters'] as const;
    const idOf = new Map(ids.map((id) => [topicName(id, this.prefix), id]));
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [...idOf.keys()], fromBeginning: true });
    await this.#consumer.run({
      eachBatch: ({ batch: { topic, messages } }) => {
        const read = idOf.get(topic) === 'deadLetters' ? deadLetter : terminal;
        for (const message of messages) {
          const event = read(message);
          if (event.type === 'published') this.#ended.add(event.request);
          this.history.add(event);
        }
        for (const wake of this.#waiting) wake();
        this.#waiting.clear();
        return Promise.resolve();
      },
    });
  }
}

type Read = Pick<Message, 'value' | 'headers' | 'timestamp'>;

function terminal({ value, timestamp }: Read): HistoryEvent & { type: 'published' } {
  const text = String(value);
  const { id, custom_id, error, routing } = JSON.parse(text) as TerminalRecord;
  return {
    type: 'published',
    request: custom_id,
    resultId: id,
    digest: createHash('sha1').update(text).digest('base64'),
    outcome: error?.code ?? 'answered',
    failures: routing.attempts.flatMap((attempt) => attempt.error?.class ?? []),
    at: Number(timestamp),
  };
}

function deadLetter({ headers, timestamp }: Read): HistoryEvent & { type: 'dead-lettered' } {
  const original = (name: string): number => Number(String(headers?.[`kafka_dlt-original-${name}`]));
  return {
    type: 'dead-lettered',
    partition: original('partition'),
    offset: original('offset'),
    at: Number(timestamp),
  };
}
