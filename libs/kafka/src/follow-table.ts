import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import type { LogRecord } from '#contracts';
import { reasonOf } from './kafka-errors.js';
import { LastingConsumer } from './lasting-consumer.js';
import { toLogRecord } from './to-log-record.js';

export interface TableOptions {
  readonly topic: string;
  /** Every process reads for itself, in a group of its own; Kafka forgets one that is empty and committed nothing. */
  readonly groupIdPrefix: string;
  /** Called with one record after the other, in order within a key. A tombstone has no value. */
  readonly onRecord: (record: LogRecord) => void | Promise<void>;
  /** Nothing is read any more, before or after it had caught up, and waiting will not mend it. */
  readonly onFatal: (error: Error) => void;
  readonly logger: Logger;
}

export interface Table {
  /** Resolves once everything that the topic held at the start was read; rejects when it can never be. */
  readonly caughtUp: Promise<void>;
  close(): Promise<void>;
}

/**
 * Reads a compacted topic from its beginning to its end, and follows it from there. Commits nothing: a new stay in the
 * group (after an outage, say) goes on where the former one ended.
 */
export function followTable(kafka: Kafka, options: TableOptions): Table {
  const { topic, groupIdPrefix, onRecord, logger } = options;
  const closing = new AbortController();
  const caughtUp = Promise.withResolvers<void>();
  caughtUp.promise.catch(() => {});
  /** By partition, where to go on. */
  const positions = new Map<number, number>();
  /** By partition, what is to be reached; those that hold nothing are not in it. */
  let ends: Map<number, number> | null = null;
  let asking: Promise<void> | null = null;

  const check = (): void => {
    if (!ends) return;
    for (const [partition, end] of ends) if ((positions.get(partition) ?? 0) >= end) ends.delete(partition);
    if (ends.size === 0) caughtUp.resolve();
  };

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const { batch } = payload;
    const { partition } = batch;
    for (const message of batch.messages) {
      try {
        await onRecord(toLogRecord(topic, partition, message));
      } catch (error) {
        const { offset } = message;
        logger.error({ topic, partition, offset, reason: reasonOf(error) }, 'A record could not be taken');
      }
      await payload.heartbeat();
    }
    payload.resolveOffset(batch.lastOffset());
  };

  const consumer = new LastingConsumer({
    kafka,
    config: { groupId: `${groupIdPrefix}-${randomUUID()}`, maxWaitTimeInMs: 200 },
    sessionTimeout: 30_000,
    topics: [topic],
    fromBeginning: true,
    eachBatch,
    onJoin: (joined: Consumer) => {
      for (const [partition, offset] of positions) joined.seek({ topic, partition, offset: String(offset) });
      asking ??= endsOf(kafka, topic, closing.signal).then((found) => {
        ends = found;
        check();
      });
    },
    onState: (state) => logger.debug({ topic, state }, 'Following a table'),
    onBatchEnd: ({ partition, lastOffset }) => {
      positions.set(partition, Number(lastOffset) + 1);
      check();
    },
    onFatal: (error) => {
      caughtUp.reject(error);
      options.onFatal(error);
    },
    logger,
  });
  consumer.start();

  const close = (): Promise<void> => {
    closing.abort();
    caughtUp.reject(new Error(`The table ${topic} was closed before it had caught up.`));
    return consumer.stop();
  };
  return { caughtUp: caughtUp.promise, close };
}

/** Asks until Kafka answers. */
async function endsOf(kafka: Kafka, topic: string, signal: AbortSignal): Promise<Map<number, number>> {
  while (!signal.aborted) {
    const admin = kafka.admin();
    try {
      await admin.connect();
      const offsets = await admin.fetchTopicOffsets(topic);
      const filled = offsets.filter(({ low, high }) => low !== high);
      return new Map(filled.map(({ partition, high }) => [partition, Number(high)]));
    } catch {
      // The consumer of the same topic tells what is wrong.
      await sleep(1_000, undefined, { signal }).catch(() => {});
    } finally {
      await admin.disconnect().catch(() => {});
    }
  }
  return new Map();
}
