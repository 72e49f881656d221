export { connectionFromEnvironment, type KafkaConnection } from './connection.js';
export { createKafka, kafkaConfig } from './create-kafka.js';
export { DefectFilter } from './defect-filter.js';
export { ensureTopics, type WantedTopic } from './ensure-topics.js';
export { followTable, type Table, type TableOptions } from './follow-table.js';
export { LogContext } from './log-context.js';
export { LOG_TRANSPORT, LogServer, type LogServerState } from './log-server.js';
export type { LogServerOptions } from './log-server-options.js';
export { Publisher } from './publisher.js';
