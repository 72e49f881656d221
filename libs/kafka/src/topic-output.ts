import { Partitioners, type PartitionMetadata } from 'kafkajs';
import { PartitionPump } from './partition-pump.js';
import type { PendingRecord } from './pending-record.js';

/** Topics are given more partitions now and then. */
const recountAfter = 5 * 60_000;

export interface TopicOutputPorts {
  /** Rejects when there is no such topic for us. */
  readonly count: () => Promise<number>;
  /** Settles the batch; resolves with what is left when the topic no longer has that partition. Never rejects. */
  readonly deliver: (partition: number, batch: PendingRecord[]) => Promise<PendingRecord[]>;
}

/**
 * Spreads the records for one topic over its partitions. States: uncounted (records wait, in order) → counted.
 * A record that names its partition goes there, and is refused if there is none; one with a key goes where Java's and kafkajs's default partitioner puts it. Those without go together to one
 * partition until a batch of it has left, then to the next.
 */
export class TopicOutput {
  readonly #topic: string;
  readonly #ports: TopicOutputPorts;
  readonly #partitionOf = Partitioners.DefaultPartitioner();
  readonly #pumps = new Map<number, PartitionPump>();
  #waiting: PendingRecord[] = [];
  #count: number | null = null;
  #metadata: PartitionMetadata[] = [];
  #countedAt = 0;
  #counting: Promise<void> | null = null;
  #sticky = 0;

  constructor(topic: string, ports: TopicOutputPorts) {
    this.#topic = topic;
    this.#ports = ports;
  }

  push(record: PendingRecord): void {
    if (this.#count === null) this.#waiting.push(record);
    else this.#place(record, this.#count);
    if (this.#count === null || Date.now() - this.#countedAt > recountAfter) void this.#recount();
  }

  /** When there is no such topic, everything that waits for it is refused. */
  #recount(): Promise<void> {
    this.#counting ??= this.#ports
      .count()
      .then((count) => this.#spread(count))
      .catch((error: Error) => {
        this.#count = null;
        for (const record of this.#waiting.splice(0)) record.refuse(error);
      })
      .finally(() => (this.#counting = null));
    return this.#counting;
  }

  #spread(count: number): void {
    this.#count = count;
    this.#countedAt = Date.now();
    this.#metadata = Array.from({ length: count }, (_, partitionId) => ({
      partitionId,
      leader: 0,
      partitionErrorCode: 0,
      replicas: [],
      isr: [],
    }));
    for (const record of this.#waiting.splice(0)) this.#place(record, count);
  }

  #place(record: PendingRecord, count: number): void {
    const partition = record.partition ?? this.#choose(record, count);
    if (partition < count) return this.#pumpOf(partition).push(record);
    record.refuse(new Error(`The topic ${this.#topic} has no partition ${partition}: it has ${count}.`));
  }

  #choose(record: PendingRecord, count: number): number {
    const { key } = record.message;
    return key === null || key === undefined ? this.#sticky % count : this.#keyed(record);
  }

  #keyed({ message }: PendingRecord): number {
    return this.#partitionOf({ topic: this.#topic, partitionMetadata: this.#metadata, message });
  }

  #pumpOf(partition: number): PartitionPump {
    let pump = this.#pumps.get(partition);
    if (!pump) {
      const deliver = async (batch: PendingRecord[]): Promise<void> => {
        const left = await this.#ports.deliver(partition, batch);
        if (left.length > 0) this.#move([...left, ...created.drain()]);
      };
      const created = new PartitionPump(deliver, () => {
        if (this.#count !== null && this.#sticky % this.#count === partition) this.#sticky += 1;
      });
      pump = created;
      this.#pumps.set(partition, pump);
    }
    return pump;
  }

  /** The partition is gone: its records find another. */
  #move(records: PendingRecord[]): void {
    this.#count = null;
    this.#waiting.unshift(...records);
    void this.#recount();
  }
}
