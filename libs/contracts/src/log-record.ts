/** Null is a header without a value, which Kafka allows. */
export type HeaderValue = Buffer | string | null;

/** Header values as kafkajs gives them: raw bytes or text, repeated headers as a list. */
export type RecordHeaders = Record<string, HeaderValue | HeaderValue[] | undefined>;

/** A record as it lies on the log. `offset` is decimal text (64 bit), `timestamp` decimal milliseconds. */
export interface LogRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: RecordHeaders;
}

/** A record to publish. Without a partition it goes where its key belongs; without a key as well, to any. */
export interface OutgoingRecord {
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers: RecordHeaders;
  readonly partition?: number | null;
}

/** The latest time that a date can be. */
const endOfTime = 8_640_000_000_000_000;

/** When it was written by its time stamp, which is whatever its producer says; 1970 where that is no time. */
export function recordTime({ timestamp }: Pick<LogRecord, 'timestamp'>): Date {
  const ms = Number(timestamp);
  return new Date(Math.abs(ms) <= endOfTime ? ms : 0);
}

/** The first value of a header as text, if it has one; names compare without case. */
export function headerText(headers: RecordHeaders, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const [key, value] of Object.entries(headers)) {
    if (key.toLowerCase() !== wanted) continue;
    const first = Array.isArray(value) ? value[0] : value;
    return first?.toString();
  }
  return undefined;
}
