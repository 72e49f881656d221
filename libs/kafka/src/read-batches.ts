import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import type { LogRecord } from '#contracts';
import { LastingConsumer } from './lasting-consumer.js';
import { toLogRecord } from './to-log-record.js';

export interface BatchReaderOptions {
  readonly groupId: string;
  readonly topics: string[];
  /**
   * Called with what lies together in one partition. When it resolves the records are done, for the whole group; when it
   * rejects they come again. It calls `alive` while it takes long: the group gives the partition to others otherwise.
   */
  readonly onBatch: (records: readonly LogRecord[], alive: () => Promise<void>) => Promise<void>;
  readonly onFatal: (error: Error) => void;
  readonly logger: Logger;
}

export interface BatchReader {
  /** Leaves the group when the batch that is under way has ended. */
  close(): Promise<void>;
}

/** Longer than any statement of the database that a batch waits for. */
const sessionTimeout = 60_000;

/** A batch of this size is worth a statement; a fetch brings one of each partition. */
const maxBytesPerPartition = 1024 * 1024;

/** Reads topics as one of a group, from their beginning, a batch at a time: for work that is cheaper done together. */
export function readBatches(kafka: Kafka, options: BatchReaderOptions): BatchReader {
  const { groupId, topics, onBatch, onFatal, logger } = options;
  let consumer: Consumer | null = null;

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const { topic, partition, messages } = payload.batch;
    if (payload.isStale() || !payload.isRunning()) return;
    await onBatch(
      messages.map((message) => toLogRecord(topic, partition, message)),
      () => payload.heartbeat(),
    );
    const last = payload.batch.lastOffset();
    payload.resolveOffset(last);
    await consumer?.commitOffsets([{ topic, partition, offset: String(BigInt(last) + 1n) }]);
    await payload.heartbeat();
  };

  const lasting = new LastingConsumer({
    kafka,
    config: { groupId, maxBytesPerPartition, maxWaitTimeInMs: 200 },
    sessionTimeout,
    topics,
    fromBeginning: true,
    eachBatch,
    onJoin: (joined) => {
      consumer = joined;
    },
    onState: (state) => logger.debug({ groupId, state }, 'Reading batches'),
    onBatchEnd: () => undefined,
    onFatal,
    logger,
  });
  lasting.start();
  return { close: () => lasting.stop() };
}
