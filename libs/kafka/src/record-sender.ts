import kafkajs, { type Kafka, type Message, type Producer } from 'kafkajs';
import type { KafkaConnection } from './connection.js';
import { isUnknownTopic } from './kafka-errors.js';

/** Node does not see this name in kafkajs's CommonJS. */
const { CompressionTypes } = kafkajs;

/** kafkajs knows no such partition, and so sent nothing. */
class UnknownPartition extends Error {
  override readonly name = 'UnknownPartition';
}

/**
 * Sends a batch to one partition, once. A kafkajs producer that can be exchanged for a fresh one.
 *
 * Not idempotent, on purpose. kafkajs counts its sequence numbers back on any error and knows no answer to the broker's
 * complaints about them, so a batch whose response was lost and that is then split, or one after it, could be taken for
 * a duplicate and acknowledged unwritten. Here a lost response costs a duplicate, which consumers drop by its id.
 */
export class RecordSender {
  readonly #kafka: Kafka;
  readonly #compression: number;
  #producer: Producer;
  #connected: Promise<void> | null = null;

  constructor(kafka: Kafka, compression: KafkaConnection['compression'] = 'none') {
    this.#kafka = kafka;
    this.#compression = { none: CompressionTypes.None, gzip: CompressionTypes.GZIP }[compression];
    this.#producer = newProducer(kafka);
  }

  async connect(): Promise<void> {
    this.#connected ??= this.#producer.connect();
    try {
      await this.#connected;
    } catch (error) {
      this.#connected = null;
      throw error;
    }
  }

  /** Resolves with the offset of the first. */
  async send(topic: string, partition: number, messages: readonly Message[]): Promise<number> {
    await this.connect();
    const producer = this.#producer;
    try {
      const placed = await producer.send({
        topic,
        acks: -1,
        compression: this.#compression,
        messages: messages.map((message) => ({ ...message, partition })),
      });
      // For a partition that is not in its metadata kafkajs sends nothing, and resolves.
      const place = placed.find((each) => each.topicName === topic && each.partition === partition);
      if (!place) throw new UnknownPartition(`The producer knows no partition ${partition} of ${topic}.`);
      return Number(place.baseOffset);
    } catch (error) {
      if (producer === this.#producer && isUnknownPlace(error)) this.#renew();
      throw error;
    }
  }

  async disconnect(): Promise<void> {
    await this.#producer.disconnect();
  }

  /**
   * A producer asks for the metadata of every topic that it was ever used for, and fails for all when one of them was
   * deleted; and it learns of new partitions only every five minutes. A fresh one knows nothing old.
   */
  #renew(): void {
    const old = this.#producer;
    this.#producer = newProducer(this.#kafka);
    this.#connected = null;
    void old.disconnect().catch(() => {});
  }
}

/** The topic, or the partition, is not where it was. */
export const isUnknownPlace = (error: unknown): boolean =>
  error instanceof UnknownPartition || isUnknownTopic(error);

const newProducer = (kafka: Kafka): Producer =>
  kafka.producer({ allowAutoTopicCreation: false, idempotent: false, retry: { retries: 0 } });
