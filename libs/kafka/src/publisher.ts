import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import type { OutgoingRecord } from '#contracts';
import { Backlog, type BacklogSize } from './backlog.js';
import type { KafkaConnection } from './connection.js';
import { Delivery } from './delivery.js';
import { Outage } from './outage.js';
import { PendingRecord } from './pending-record.js';
import { RecordSender } from './record-sender.js';
import { endSendSpan, failSendSpan, startSendSpan, withTrace } from './send-span.js';
import { TopicOutput } from './topic-output.js';
import { countPartitions } from './topic-partitions.js';

/** Beyond 100 MiB a broker closes the connection without a word, and the record would be sent for ever. */
const largestRecord = 90 * 1024 * 1024;

export interface PublisherOptions {
  readonly kafka: Kafka;
  readonly logger: Logger;
  readonly compression?: KafkaConnection['compression'];
  readonly limits?: Partial<BacklogSize>;
}

/** What the answers and attempts of some ten thousand requests take. */
const defaultLimits: BacklogSize = { records: 50_000, bytes: 128 * 1024 * 1024 };

/**
 * Publishes records at least once and in order for each partition.
 *
 * States: open → closing (takes no more, sends what it has) → closed.
 * Invariant: `publish` resolves only when all replicas in sync have the record. It rejects when Kafka will never take
 * the record as it is, or when the publisher was closed before Kafka took it; anything else is waited for.
 */
export class Publisher {
  readonly #kafka: Kafka;
  readonly #sender: RecordSender;
  readonly #outage: Outage;
  readonly #outputs = new Map<string, TopicOutput>();
  readonly #unsettled = new Set<PendingRecord>();
  readonly #backlog: Backlog;
  readonly #closed = new AbortController();
  #closing: Promise<void> | null = null;
  #connected = false;

  constructor(options: PublisherOptions) {
    this.#kafka = options.kafka;
    this.#sender = new RecordSender(options.kafka, options.compression);
    this.#backlog = new Backlog({ ...defaultLimits, ...options.limits });
    this.#outage = new Outage(options.logger);
  }

  /** Resolves when Kafka answers, however long that takes; publishing need not wait for it. */
  async connect(): Promise<void> {
    const { signal } = this.#closed;
    for (;;) {
      try {
        await this.#sender.connect();
        this.#connected = true;
        return this.#outage.end('');
      } catch (error) {
        signal.throwIfAborted();
        this.#outage.begin('', error);
        await sleep(2_000, undefined, { signal });
      }
    }
  }

  /** Kafka has answered, and takes all that it is given. */
  isConnected(): boolean {
    return this.#connected && !this.#outage.lasts && !this.#closing;
  }

  /** What is not settled yet. */
  get backlog(): BacklogSize {
    return this.#backlog.size;
  }

  /**
   * For those who are about to begin something of which there will be records to publish: true once what is not settled
   * has fallen below its limits, false when the signal aborts before.
   */
  room(signal: AbortSignal): Promise<boolean> {
    return this.#backlog.room(signal);
  }

  /**
   * Resolves when the record is acknowledged. Its headers continue the active trace; with `span`, from a span of its
   * own that lasts until then.
   */
  async publish(
    topic: string,
    record: OutgoingRecord,
    options: { readonly span?: boolean } = {},
  ): Promise<void> {
    if (this.#closing) throw new Error('The publisher is closed.');
    const span = options.span ? startSendSpan(topic, record.headers) : undefined;
    const pending = new PendingRecord({ ...record, headers: withTrace(record.headers, span) });
    this.#unsettled.add(pending);
    this.#backlog.add(pending.bytes);
    if (pending.bytes > largestRecord)
      pending.refuse(new Error(`${pending.bytes} bytes are too much for Kafka.`));
    else this.#outputOf(topic).push(pending);
    try {
      const place = await pending.verdict;
      this.#connected = true;
      if (span) endSendSpan(span, place);
    } catch (error) {
      if (span) failSendSpan(span, error as Error);
      throw error;
    } finally {
      this.#unsettled.delete(pending);
      this.#backlog.remove(pending.bytes);
    }
  }

  /** Resolves when all that was published before is settled. */
  async flush(): Promise<void> {
    await Promise.allSettled([...this.#unsettled].map(({ verdict }) => verdict));
  }

  /** Flushes for up to the grace, refuses what is left then, and disconnects. Every call gives the same promise. */
  close(graceMs = 10_000): Promise<void> {
    this.#closing ??= this.#close(graceMs);
    return this.#closing;
  }

  async #close(graceMs: number): Promise<void> {
    await Promise.race([this.flush(), sleep(graceMs, undefined, { ref: false })]);
    this.#closed.abort();
    for (const pending of this.#unsettled) {
      pending.refuse(new Error('The publisher was closed before Kafka had the record.'));
    }
    await Promise.race([this.#sender.disconnect(), sleep(graceMs, undefined, { ref: false })]);
  }

  #outputOf(topic: string): TopicOutput {
    let output = this.#outputs.get(topic);
    if (!output) {
      const { signal } = this.#closed;
      const recount = (): Promise<number> => countPartitions(this.#kafka, topic, this.#outage, signal);
      const delivery = new Delivery({ topic, sender: this.#sender, outage: this.#outage, recount, signal });
      output = new TopicOutput(topic, {
        count: recount,
        deliver: (partition, batch) => delivery.deliver(partition, batch),
      });
      this.#outputs.set(topic, output);
    }
    return output;
  }
}
