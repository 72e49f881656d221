import type { Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import type { LogRecord } from '#contracts';
import type { Flow } from './fair-queue.js';
import type { Ordering } from './key-order.js';
import { defaultMetadataMaxAge } from './lasting-consumer.js';

export interface LogServerOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topicOf: (pattern: string) => string;
  readonly logger: Logger;
  /** Nothing is consumed any more, and waiting will not mend it: the process had better end. */
  readonly onFatal: (error: Error) => void;
  /**
   * A handler threw. Once this has resolved the offset is complete, so the record lives on only where it is put here;
   * when it rejects, the record stays undone on the log.
   */
  readonly onDefect: (record: LogRecord, error: Error) => Promise<void>;
  /** Whose a record is: flows get their turns alike. Asked once for each record; must not throw. */
  readonly flowOf?: (record: LogRecord) => Flow;
  /**
   * `key`: of the records of a partition with the same key one is handled at a time, in the order of their offsets, and
   * the next when the handler of the one before has ended. A record without a key waits for none.
   */
  readonly ordering?: Ordering;
  /** Handlers that run at once. */
  readonly concurrency?: number;
  /**
   * Of these, the most that one flow may have; more than half, and all by default. The rest is for whoever comes while
   * its calls are slow.
   */
  readonly flowConcurrency?: number;
  /** Records admitted beyond those; they hide the time that a paused consumer sleeps. */
  readonly buffer?: number;
  /** Keys and values of all admitted records, in bytes. Partitions share this and the buffer alike. */
  readonly maxBufferedBytes?: number;
  /**
   * Offsets of a partition that may lie between the oldest that is not done and the newest admitted. They come again
   * when this process dies, to be found done; until the oldest is, nothing more of that partition is admitted.
   */
  readonly maxSpan?: number;
  readonly commitIntervalMs?: number;
  /** How long a fetch waits for records, and a paused consumer sleeps. */
  readonly maxWaitTimeInMs?: number;
  /** Of one fetch, by which the credits may be overshot. A record that is larger still comes, alone. */
  readonly maxBytesPerPartition?: number;
  readonly maxBytesPerFetch?: number;
  /**
   * Milliseconds without a heartbeat after which the group gives our partitions to others: a process that dies is missed
   * this long. Polling never waits for work, so one that lives is never late.
   */
  readonly sessionTimeout?: number;
  /** How often the topics' partitions are counted, in ms: those that were added come to us within this. */
  readonly metadataMaxAge?: number;
  readonly fromBeginning?: boolean;
  /** How long a drain waits for running handlers, in ms. */
  readonly drainGraceMs?: number;
}

const oneFlow: Flow = { name: '', lane: 'normal' };

export const logServerDefaults = {
  flowOf: () => oneFlow,
  ordering: 'none' as const,
  concurrency: 1024,
  buffer: 1024,
  maxBufferedBytes: 256 * 1024 * 1024,
  maxSpan: 100_000,
  commitIntervalMs: 500,
  maxWaitTimeInMs: 50,
  maxBytesPerPartition: 256 * 1024,
  maxBytesPerFetch: 1024 * 1024,
  sessionTimeout: 10_000,
  metadataMaxAge: defaultMetadataMaxAge,
  fromBeginning: true,
  drainGraceMs: 25_000,
};

export type CompleteLogServerOptions = Required<LogServerOptions>;

export const withDefaults = (options: LogServerOptions): CompleteLogServerOptions => {
  const { concurrency = logServerDefaults.concurrency } = options;
  return { ...logServerDefaults, flowConcurrency: concurrency, ...options };
};
