import { hostname } from 'node:os';
import { defaultRequestLimits } from '#contracts';
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
import type { Variables } from './sinks/variables.js';
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
  /** The address of a trace, with `{trace_id}` in the place of its id; null: the page links none. */
  readonly traceUrl: string | null;
  readonly outages: OutagePolicy;
  /** What sinks of alerts find in the environment; an empty variable counts as unset. */
  readonly variables: Variables;
  /** How long an answered request is remembered. */
  readonly retentionDays: number;
  /** The largest request record that routers take, in bytes: they read the same variable. */
  readonly maxRequestBytes: number;
  /** What writes over HTTP have to show; null: they are answered on loopback alone. */
  readonly adminToken: string | null;
}

const traceUrlMend = {
  error: 'give an address with {trace_id} in it, such as https://traces.example.com/trace/{trace_id}',
};
const TraceUrl = z
  .url({ protocol: /^https?$/, ...traceUrlMend })
  .refine((url) => url.includes('{trace_id}'), traceUrlMend);

/**
 * Kafka keeps records for as long by default. A record of `llm.requests` that comes again, because its group's offsets
 * were lost or somebody replays it, must still be known here: else it is called, and paid for, a second time.
 */
const defaultRetentionDays = 7;

/** @throws SettingsError with every problem of the environment, Kafka's address and the config file */
export function readHealthSettings(env: Environment): HealthSettings {
  const replicaId = `understudy-health-${hostname()}-${process.pid}`;
  const readRouting = (): RoutingConfig => loadRoutingConfig(env, readConfigText(env));
  const { variables, kafka, routing } = readAll({
    variables: () =>
      readSettings(env, ['HEALTH_PORT', 8090], {
        PUBLIC_URL: z.url().optional(),
        TRACE_URL: TraceUrl.optional(),
        ADMIN_TOKEN: z.string().trim().optional(),
        RETENTION_DAYS: z.coerce.number().min(1).default(defaultRetentionDays),
        MAX_REQUEST_BYTES: z.coerce.number().int().positive().default(defaultRequestLimits.maxBytes),
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
    traceUrl: own.TRACE_URL ?? null,
    outages: defaultOutagePolicy,
    variables: (name) => env[name]?.trim() || null,
    retentionDays: own.RETENTION_DAYS,
    maxRequestBytes: own.MAX_REQUEST_BYTES,
    adminToken: own.ADMIN_TOKEN || null,
  };
}
