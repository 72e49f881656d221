import type { LogRecord, OutgoingRecord } from './log-record.js';

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
