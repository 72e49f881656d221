import type { Kafka } from 'kafkajs';
import type { LogRecord } from '#contracts';
import { batchOf, createCluster, type Cluster } from './mended-kafkajs/cluster.js';
import { toLogRecord } from './to-log-record.js';

export interface PartitionRange {
  readonly partition: number;
  /** Of the oldest record that is kept. */
  readonly low: number;
  /** Of the record that comes next. */
  readonly high: number;
}

/** Of a partition, what was written in a time. */
export interface PartitionSpan extends PartitionRange {
  /** Of the first record in it. */
  readonly from: number;
  /** Of the first one behind it; the same as `from` where it holds none. */
  readonly to: number;
}

/** Many records where they lie together, and not too much beside a single one. A batch that is larger comes whole. */
const maxBytes = 256 * 1024;

/** The leader has what is asked for, and answers at once. */
const maxWaitTime = 1_000;

/** Reads records where they lie, as often as one likes, and is a member of no group. Not for what is yet to come. */
export class TopicReader {
  readonly #cluster: Cluster;

  private constructor(
    cluster: Cluster,
    readonly topic: string,
    /** As they were when it was opened. */
    readonly ranges: readonly PartitionRange[],
  ) {
    this.#cluster = cluster;
  }

  /** Tries for minutes while Kafka is away. */
  static async open(kafka: Kafka, topic: string): Promise<TopicReader> {
    const cluster = createCluster(kafka);
    try {
      await cluster.connect();
      await cluster.addTargetTopic(topic);
      const [lows, highs] = await Promise.all([
        offsetsOf(cluster, topic, { fromBeginning: true }),
        offsetsOf(cluster, topic, { fromBeginning: false }),
      ]);
      const ranges = [...lows].map(([partition, low]) => ({ partition, low, high: highs.get(partition)! }));
      return new TopicReader(cluster, topic, ranges);
    } catch (error) {
      await cluster.disconnect().catch(() => {});
      throw error;
    }
  }

  /** What was written from one time up to another (epoch ms), by the clocks of its writers; null: without an end on that side. */
  async spans(since: number | null, until: number | null): Promise<PartitionSpan[]> {
    const [first, end] = await Promise.all([this.#offsetsAt(since), this.#offsetsAt(until)]);
    return this.ranges.map(({ partition, low, high }) => {
      const from = since === null ? low : (first.get(partition) ?? high);
      return { partition, low, high, from, to: Math.max(from, end.get(partition) ?? high) };
    });
  }

  /** Those of a partition from an offset up to another one, which is not among them; both within its range. */
  async *between(partition: number, from: number, to: number): AsyncGenerator<LogRecord> {
    for (let offset = from; offset < to;) {
      const { records, next } = await this.#fetch(partition, offset);
      yield* records.filter((record) => Number(record.offset) < to);
      offset = next;
    }
  }

  /** By offset, those of a partition that lie at these offsets, which are within its range. */
  async at(partition: number, offsets: readonly number[]): Promise<Map<number, LogRecord>> {
    const wanted = new Set(offsets);
    const found = new Map<number, LogRecord>();
    let reached = 0;
    for (const offset of offsets.toSorted((a, b) => a - b)) {
      if (offset < reached) continue;
      const { records, next } = await this.#fetch(partition, offset);
      for (const record of records)
        if (wanted.has(Number(record.offset))) found.set(Number(record.offset), record);
      reached = next;
    }
    return found;
  }

  async close(): Promise<void> {
    await this.#cluster.disconnect().catch(() => {});
  }

  /** By partition, of the first record of that time or later, where there is one. */
  async #offsetsAt(time: number | null): Promise<Map<number, number>> {
    if (time === null) return new Map();
    const found = await offsetsOf(this.#cluster, this.topic, { fromTimestamp: time });
    // Kafka says -1 where no record is as young.
    return new Map([...found].filter(([, offset]) => offset >= 0));
  }

  /** What comes of one question, and where to ask next. */
  async #fetch(partition: number, offset: number): Promise<{ records: LogRecord[]; next: number }> {
    const { topic } = this;
    const [nodeId] = Object.keys(this.#cluster.findLeaderForPartitions(topic, [partition]));
    if (nodeId === undefined) throw new Error(`Kafka knows no partition ${partition} of ${topic}.`);
    const leader = await this.#cluster.findBroker({ nodeId });
    const asked = { partition, fetchOffset: String(offset), maxBytes };
    const { responses } = await leader.fetch({
      maxWaitTime,
      maxBytes,
      topics: [{ topic, partitions: [asked] }],
    });
    const fetched = responses[0]?.partitions[0];
    if (fetched === undefined) throw new Error(`Kafka said nothing of partition ${partition} of ${topic}.`);
    const batch = batchOf(topic, offset, fetched);
    return {
      records: batch.messages.map((message) => toLogRecord(topic, partition, message)),
      next: Math.max(Number(batch.lastOffset()), offset) + 1,
    };
  }
}

async function offsetsOf(
  cluster: Cluster,
  topic: string,
  from: { readonly fromBeginning: boolean } | { readonly fromTimestamp: number },
): Promise<Map<number, number>> {
  const partitions = cluster
    .findTopicPartitionMetadata(topic)
    .map(({ partitionId: partition }) => ({ partition }));
  const found = await cluster.fetchTopicsOffset([{ topic, partitions, ...from }]);
  return new Map(found[0]?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
}
