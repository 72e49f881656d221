import { isGroupRefusal, isSaslRefusal, isSaslUnasked, reasonOf } from './kafka-errors.js';

/** An error that waiting does not mend, with what does, where we know it; else as it is. */
export function withMend(error: unknown): Error {
  const mend = mendOf(error);
  if (mend !== null) return new Error(`${mend} (${reasonOf(error)})`, { cause: error });
  return error instanceof Error ? error : new Error(String(error));
}

function mendOf(error: unknown): string | null {
  if (isSaslRefusal(error))
    return 'Kafka does not accept our user: set KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD and KAFKA_SASL_MECHANISM to what its brokers know';
  if (isSaslUnasked(error))
    return 'Kafka asks for no user at this port: name the one with SASL in KAFKA_BROKERS, or unset KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD';
  if (isGroupRefusal(error))
    return 'Kafka does not let our user into the consumer group: allow it to read groups, with kafka-acls.sh --add --allow-principal User:<name> --operation Read --group <prefix> --resource-pattern-type prefixed';
  return null;
}
