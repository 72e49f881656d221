/** What kafkajs adds to its errors; a cause is found under several wrappings. */
interface KafkaError extends Error {
  readonly retriable?: boolean;
  /** The protocol's name of the error, such as `MESSAGE_TOO_LARGE`. */
  readonly type?: string;
  /** Node's name of its own errors. */
  readonly code?: string;
}

/** Errors that kafkajs calls final, but that only tell that no broker answered as it should. */
const passingNames = new Set([
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSLockTimeout',
  'KafkaJSNumberOfRetriesExceeded',
  'KafkaJSTimeout',
]);

const passingTypes = new Set([
  'BROKER_NOT_AVAILABLE',
  'ILLEGAL_GENERATION',
  'KAFKAJS_UNKNOWN_ERROR_CODE',
  'NOT_COORDINATOR_FOR_GROUP',
  'REBALANCE_IN_PROGRESS',
  'UNKNOWN',
  'UNKNOWN_MEMBER_ID',
]);

const refusedRecordTypes = new Set([
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
]);

const refusedTopicTypes = new Set([
  'CLUSTER_AUTHORIZATION_FAILED',
  'INVALID_TOPIC_EXCEPTION',
  'TOPIC_AUTHORIZATION_FAILED',
]);

/** The error, what caused it, and what it gathers. */
function chainOf(error: unknown): KafkaError[] {
  if (!(error instanceof Error)) return [];
  const gathered = (error as { errors?: unknown[] }).errors ?? [];
  return [error, ...chainOf(error.cause), ...gathered.flatMap(chainOf)];
}

const hasType = (error: unknown, types: ReadonlySet<string>): boolean =>
  chainOf(error).some(({ type }) => type !== undefined && types.has(type));

/** Waiting may mend it: a broker that is away, starting, or electing a leader. */
export const isPassing = (error: unknown): boolean =>
  chainOf(error).some(({ retriable, name }) => retriable === true || passingNames.has(name)) ||
  hasType(error, passingTypes);

/** What Node throws when kafkajs cannot write a record's bytes; a TypeError without a code may be of an outage. */
const encodingErrors = new Set(['ERR_INVALID_ARG_TYPE', 'ERR_INVALID_ARG_VALUE', 'ERR_OUT_OF_RANGE']);

/** One of the records will never be taken as it is: the broker refuses it, or kafkajs cannot write it. */
export const refusesRecord = (error: unknown): boolean =>
  hasType(error, refusedRecordTypes) ||
  chainOf(error).some(({ code }) => code !== undefined && encodingErrors.has(code));

/** A record has more bytes than its topic takes. */
export const isTooLarge = (error: unknown): boolean =>
  hasType(error, new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']));

/** The broker will not take anything of ours for this topic. */
export const refusesTopic = (error: unknown): boolean => hasType(error, refusedTopicTypes);

/** The broker does not know our user, or not by this password or mechanism. */
export const isSaslRefusal = (error: unknown): boolean =>
  chainOf(error).some(({ name }) => name === 'KafkaJSSASLAuthenticationError') ||
  hasType(error, new Set(['UNSUPPORTED_SASL_MECHANISM']));

/** The broker asks nobody who he is, where we told it. */
export const isSaslUnasked = (error: unknown): boolean => hasType(error, new Set(['ILLEGAL_SASL_STATE']));

/** The broker does not let our user into a consumer group. */
export const isGroupRefusal = (error: unknown): boolean =>
  hasType(error, new Set(['GROUP_AUTHORIZATION_FAILED']));

export const isUnknownTopic = (error: unknown): boolean =>
  hasType(error, new Set(['UNKNOWN_TOPIC_OR_PARTITION']));

/** A broker that is just starting counts none that could hold a topic. */
export const isStarting = (error: unknown): boolean =>
  hasType(error, new Set(['INVALID_REPLICATION_FACTOR']));

/** The innermost message: what the wrappings were about. */
export function reasonOf(error: unknown): string {
  return chainOf(error).at(-1)?.message ?? String(error);
}
