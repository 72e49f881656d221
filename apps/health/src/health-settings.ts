import { hostname } from 'node:os';
import { loadRoutingConfig, type RoutingConfig } from '#fallback';
import { connectionFromEnvironment, type KafkaConnection } from '#kafka';
import {
  configFile,
  readAll,
  readConfigText,
  readSettings,
  type Environment,
  type ServiceSettings,
} from '#service';
import { z } from 'zod';
import { defaultOutagePolicy, type OutagePolicy } from './incidents/org-outages.js';

export interface HealthSettings extends ServiceSettings {
  /** Names this process in Kafka and in the database. */
  readonly replicaId: string;
  readonly groupId: string;
  readonly kafka: KafkaConnection;
  readonly routing: RoutingConfig;
  /** The file whose changes are taken over as they come; null when there is none. */
  readonly configFile: string | null;
  readonly readRouting: () => RoutingConfig;
  /** Where people reach this service: alerts point there. */
  readonly publicUrl: string;
  readonly outages: OutagePolicy;
  /** What writes over HTTP have to show; null: they are answered on loopback alone. */
  readonly adminToken: string | null;
}

/** @throws SettingsError with every problem of the environment, Kafka's address and the config file */
export function readHealthSettings(env: Environment): HealthSettings {
  const replicaId = `understudy-health-${hostname()}-${process.pid}`;
  const readRouting = (): RoutingConfig => loadRoutingConfig(env, readConfigText(env));
  const { variables, kafka, routing } = readAll({
    variables: () =>
      readSettings(env, ['HEALTH_PORT', 8090], {
        PUBLIC_URL: z.url().optional(),
        ADMIN_TOKEN: z.string().trim().optional(),
      }),
    kafka: () => connectionFromEnvironment(env, replicaId),
    routing: readRouting,
  });
  const { service, own } = variables;
  return {
    ...service,
    replicaId,
    groupId: `${service.topicPrefix}health`,
    kafka,
    routing,
    configFile: configFile(env),
    readRouting,
    publicUrl: own.PUBLIC_URL ?? `http://127.0.0.1:${service.httpPort}`,
    outages: defaultOutagePolicy,
    adminToken: own.ADMIN_TOKEN || null,
  };
}
