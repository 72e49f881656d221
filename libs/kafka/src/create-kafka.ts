import { Kafka, logLevel, type KafkaConfig } from 'kafkajs';
import type { Logger } from 'pino';
import type { KafkaConnection } from './connection.js';
import { logBridge } from './log-bridge.js';
import { calmIdleConnections } from './mended-kafkajs/calm-idle-connections.js';
import { encodeOnce } from './mended-kafkajs/encode-once.js';

/**
 * About five minutes of trying every 2 s, inside kafkajs: a consumer that comes through an outage there is still the
 * same member of its group, where a new one would wait until the old one's session has run out.
 */
export const patientRetry = { initialRetryTime: 500, multiplier: 1.5, maxRetryTime: 2_000, retries: 150 };

type Connection = Omit<KafkaConnection, 'compression'>;

export function createKafka(connection: Connection, logger: Logger): Kafka {
  // Its default partitioner is the one that we want; without this it warns of that.
  process.env['KAFKAJS_NO_PARTITIONER_WARNING'] = '1';
  calmIdleConnections();
  encodeOnce();
  return new Kafka(kafkaConfig(connection, logger));
}

export function kafkaConfig(connection: Connection, logger: Logger): KafkaConfig {
  const { clientId, brokers, ssl, sasl } = connection;
  return {
    clientId,
    brokers,
    ssl,
    ...(sasl ? { sasl } : {}),
    connectionTimeout: 5_000,
    requestTimeout: 30_000,
    retry: patientRetry,
    logLevel: logger.isLevelEnabled('trace') ? logLevel.DEBUG : logLevel.INFO,
    logCreator: () => logBridge(logger),
  };
}
