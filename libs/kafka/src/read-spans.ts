import { randomUUID } from 'node:crypto';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import type { LogRecord } from '#contracts';
import { LastingConsumer } from './lasting-consumer.js';
import { toLogRecord } from './to-log-record.js';

/** A part of a partition: from its first offset to the one behind its last. */
export interface OffsetSpan {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

export interface SpanOptions {
  /** Every process reads for itself, in a group of its own; Kafka forgets one that is empty and committed nothing. */
  readonly groupIdPrefix: string;
  /** Called with one record after the other, in order within a partition. */
  readonly onRecord: (record: LogRecord) => void;
  readonly logger: Logger;
}

interface Reading extends OffsetSpan {
  position: number;
}

/** Reads what lies within spans of partitions, each once, and resolves when all was read; commits nothing. */
export async function readSpans(
  kafka: Kafka,
  spans: readonly OffsetSpan[],
  { groupIdPrefix, onRecord, logger }: SpanOptions,
): Promise<void> {
  const unread = new Map(
    spans
      .filter(({ from, to }) => from < to)
      .map((span): [string, Reading] => [nameOf(span), { ...span, position: span.from }]),
  );
  if (unread.size === 0) return;
  const { promise: read, resolve, reject } = Promise.withResolvers<void>();

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const { topic, partition, messages } = payload.batch;
    const reading = unread.get(nameOf({ topic, partition }));
    if (reading !== undefined) {
      const within = messages.filter(({ offset }) => isWithin(Number(offset), reading));
      for (const message of within) onRecord(toLogRecord(topic, partition, message));
    }
    payload.resolveOffset(payload.batch.lastOffset());
    await payload.heartbeat();
  };

  const consumer = new LastingConsumer({
    kafka,
    config: { groupId: `${groupIdPrefix}-${randomUUID()}`, maxWaitTimeInMs: 200 },
    sessionTimeout: 60_000,
    topics: [...new Set(spans.map(({ topic }) => topic))],
    fromBeginning: true,
    eachBatch,
    onJoin: (joined: Consumer) => {
      for (const span of spans) {
        const { topic, partition } = span;
        const reading = unread.get(nameOf(span));
        if (reading === undefined) joined.pause([{ topic, partitions: [partition] }]);
        else joined.seek({ topic, partition, offset: String(reading.position) });
      }
    },
    onState: (state) => logger.debug({ state }, 'Reading spans'),
    onBatchEnd: ({ topic, partition, lastOffset }) => {
      const reading = unread.get(nameOf({ topic, partition }));
      if (reading === undefined) return;
      reading.position = Math.max(reading.position, Number(lastOffset) + 1);
      if (reading.position < reading.to) return;
      unread.delete(nameOf(reading));
      consumer.consumer?.pause([{ topic, partitions: [partition] }]);
      if (unread.size === 0) resolve();
    },
    onFatal: reject,
    logger,
  });
  consumer.start();
  try {
    await read;
  } finally {
    await consumer.stop();
  }
}

/** A group that was joined anew may yet bring what was read before. */
const isWithin = (offset: number, { position, to }: Reading): boolean => offset >= position && offset < to;

const nameOf = ({ topic, partition }: Pick<OffsetSpan, 'topic' | 'partition'>): string =>
  `${topic}\n${partition}`;
