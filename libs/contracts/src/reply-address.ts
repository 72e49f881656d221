import type { LogRecord, RecordHeaders } from './log-record.js';

/** Where the sender of a request waits for its answer, as NestJS's and Spring's request-reply clients say it. */
export interface ReplyAddress {
  readonly topic: string;
  /** null: any partition of the topic. */
  readonly partition: number | null;
  /** As it came, for it may be any bytes; null when the sender gave none. */
  readonly correlationId: Buffer | null;
}

const headerNames = {
  topic: 'kafka_replyTopic',
  partition: 'kafka_replyPartition',
  correlationId: 'kafka_correlationId',
} as const;

/** Null when nobody waits. */
export function replyAddress({ headers }: Pick<LogRecord, 'headers'>): ReplyAddress | null {
  const topic = bytesOf(headers, headerNames.topic);
  if (topic === null || topic.length === 0) return null;
  return {
    topic: topic.toString(),
    partition: partitionOf(bytesOf(headers, headerNames.partition)),
    correlationId: bytesOf(headers, headerNames.correlationId),
  };
}

/** The headers that say so, as they came: what they hold may be any bytes. */
export const replyAddressHeaders = (headers: RecordHeaders): RecordHeaders =>
  Object.fromEntries(
    Object.values(headerNames).flatMap((name) => (name in headers ? [[name, headers[name]]] : [])),
  );

/**
 * The headers of an answer at that address. NestJS's client takes an answer without `kafka_nest-is-disposed` for the
 * first of several and waits for more.
 */
export const replyHeaders = ({ correlationId }: ReplyAddress): RecordHeaders => ({
  ...(correlationId === null ? {} : { [headerNames.correlationId]: correlationId }),
  'kafka_nest-is-disposed': Buffer.alloc(1),
});

/** NestJS writes decimal text, Spring a big-endian int. Four digits are text: as an int no topic has such a partition. */
function partitionOf(bytes: Buffer | null): number | null {
  if (bytes === null) return null;
  const text = bytes.toString('latin1');
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const int = bytes.length === 4 ? bytes.readInt32BE() : -1;
  return int >= 0 ? int : null;
}

function bytesOf(headers: RecordHeaders, name: string): Buffer | null {
  const header = headers[name];
  const first = Array.isArray(header) ? header[0] : header;
  return first === undefined || first === null ? null : Buffer.from(first);
}
