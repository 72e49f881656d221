import type { Attributes } from '@opentelemetry/api';
import { headerText, type RecordHeaders } from '#contracts';

/** OpenTelemetry's messaging conventions for Kafka; in Development, so named here alone. */
export const messaging = {
  system: 'messaging.system',
  operationName: 'messaging.operation.name',
  operationType: 'messaging.operation.type',
  destination: 'messaging.destination.name',
  partition: 'messaging.destination.partition.id',
  consumerGroup: 'messaging.consumer.group.name',
  offset: 'messaging.kafka.offset',
  messageId: 'messaging.message.id',
} as const;

/** Of both `process` and `send`; their operation's name is also its type. */
export function operationAttributes(
  operation: 'process' | 'send',
  topic: string,
  headers: RecordHeaders,
): Attributes {
  const id = headerText(headers, 'ce_id');
  return {
    [messaging.system]: 'kafka',
    [messaging.operationName]: operation,
    [messaging.operationType]: operation,
    [messaging.destination]: topic,
    ...(id === undefined ? {} : { [messaging.messageId]: id }),
  };
}
