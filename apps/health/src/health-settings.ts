import { hostname } from 'node:os';
import { loadRoutingConfig, type RoutingConfig } from '#fallback';
import { connectionFromEnvironment, type KafkaConnection } from '#kafka';
import { readSettings, type Environment, type ServiceSettings } from '#service';
import { z } from 'zod';
import { defaultOutagePolicy, type OutagePolicy } from './incidents/org-outages.js';

export interface HealthSettings extends ServiceSettings {
  /** Names this process in Kafka and in the database. */
  readonly replicaId: string;
  readonly groupId: string;
  readonly kafka: KafkaConnection;
  readonly routing: RoutingConfig;
  /** Where people reach this service: alerts point there. */
  readonly publicUrl: string;
  readonly outages: OutagePolicy;
}

/** @throws an error that names every problem of what it found wrong first: the environment, Kafka's address or the config file */
export function readHealthSettings(env: Environment): HealthSettings {
  const { service, own } = readSettings(env, ['HEALTH_PORT', 8090], { PUBLIC_URL: z.url().optional() });
  const replicaId = `understudy-health-${hostname()}-${process.pid}`;
  return {
    ...service,
    replicaId,
    groupId: `${service.topicPrefix}health`,
    kafka: connectionFromEnvironment(env, replicaId),
    routing: loadRoutingConfig(env, service.configText),
    publicUrl: own.PUBLIC_URL ?? `http://127.0.0.1:${service.httpPort}`,
    outages: defaultOutagePolicy,
  };
}
