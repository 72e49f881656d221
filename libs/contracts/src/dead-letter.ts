import { headerText, type LogRecord, type OutgoingRecord, type RecordHeaders } from './log-record.js';

/** Why a dead letter is one, and where it lay before; null where its headers do not say. */
export interface Rejection {
  readonly reason: string | null;
  readonly problem: string | null;
  readonly original: { readonly topic: string; readonly partition: number; readonly offset: string } | null;
}

/**
 * A record that could not be taken as a request: its raw bytes and headers as they came, and why, under the header
 * names that Spring's dead-letter recoverer uses (numbers as decimal text).
 */
export function deadLetterOf(
  record: LogRecord,
  failure: { readonly name: string; readonly message: string },
  consumerGroup: string,
): OutgoingRecord {
  return {
    key: record.key,
    value: record.value,
    headers: {
      ...record.headers,
      'kafka_dlt-original-topic': record.topic,
      'kafka_dlt-original-partition': String(record.partition),
      'kafka_dlt-original-offset': record.offset,
      'kafka_dlt-original-timestamp': record.timestamp,
      'kafka_dlt-original-consumer-group': consumerGroup,
      'kafka_dlt-exception-fqcn': failure.name,
      'kafka_dlt-exception-message': failure.message,
    },
  };
}

/** What `deadLetterOf` wrote. */
export function rejectionOf(headers: RecordHeaders): Rejection {
  const [topic, partition, offset, reason, problem] = [
    'original-topic',
    'original-partition',
    'original-offset',
    'exception-fqcn',
    'exception-message',
  ].map((name) => headerText(headers, `kafka_dlt-${name}`));
  const isPlace = /^\d{1,9}$/.test(partition ?? '') && /^\d{1,18}$/.test(offset ?? '');
  return {
    reason: reason ?? null,
    problem: problem ?? null,
    original:
      topic !== undefined && isPlace ? { topic, partition: Number(partition), offset: offset! } : null,
  };
}
