import { hostname } from 'node:os';
import { registerAs } from '@nestjs/config';
import { defaultRequestLimits } from '#contracts';
import { loadRoutingConfig, type RoutingConfig } from '#fallback';
import { connectionFromEnvironment, type KafkaConnection, type Ordering } from '#kafka';
import { configFile, readAll, readConfigText, readSettings, type ServiceSettings } from '#service';
import { z } from 'zod';

export interface RouterSettings extends ServiceSettings {
  /** Names this process in the ledger, in attempts and as a Kafka client. */
  readonly routerId: string;
  readonly groupId: string;
  readonly kafka: KafkaConnection;
  readonly routing: RoutingConfig;
  /** The file whose changes are taken over as they come; null when there is none. */
  readonly configFile: string | null;
  readonly readRouting: () => RoutingConfig;
  /** The key that a variable of the environment holds. */
  readonly keyOf: (variable: string) => string | null;
  /** Requests that run at once; as many again wait in memory, 1,024 at most. */
  readonly concurrency: number;
  /** `key`: requests of one key and partition are answered one after the other. */
  readonly ordering: Ordering;
  /** How long a router that is told to stop waits for its calls, in ms. */
  readonly drainMs: number;
  /** The largest request record that is taken, and the largest answer that is sent, in bytes. */
  readonly maxRequestBytes: number;
  readonly maxResponseBytes: number;
  /** The topics that a request may have its answer sent to as well; null: none. */
  readonly replyTopics: RegExp | null;
}

const positive = (fallback: number) => z.coerce.number().int().positive().default(fallback);

/** An allow-list: it must match the whole name of a topic, unless it says by itself where it begins. */
const TopicPattern = z.string().transform((pattern, context) => {
  try {
    return new RegExp(pattern.startsWith('^') ? pattern : `^(?:${pattern})$`);
  } catch {
    context.addIssue({
      code: 'custom',
      message: `is no regular expression; write one that matches the topics' names, such as replies\\..*`,
    });
    return z.NEVER;
  }
});

const variables = {
  ROUTER_CONCURRENCY: positive(1024),
  ROUTER_ORDERING: z.enum(['none', 'key']).default('none'),
  ROUTER_DRAIN_SECONDS: positive(25),
  MAX_REQUEST_BYTES: positive(defaultRequestLimits.maxBytes),
  MAX_RESPONSE_BYTES: positive(4_194_304),
  REPLY_TOPICS: TopicPattern.optional(),
};

/** @throws SettingsError with every problem of the environment, Kafka's address and the config file */
export const routerSettings = registerAs('router', (): RouterSettings => {
  const { env } = process;
  const routerId = `${hostname()}-${process.pid}-${Date.now().toString(36)}`;
  const readRouting = (): RoutingConfig => loadRoutingConfig(env, readConfigText(env));
  const { read, kafka, routing } = readAll({
    read: () => readSettings(env, ['ROUTER_PORT', 8091], variables),
    kafka: () => connectionFromEnvironment(env, routerId),
    routing: readRouting,
  });
  const { service, own } = read;
  return {
    ...service,
    routerId,
    kafka,
    routing,
    configFile: configFile(env),
    readRouting,
    keyOf: (variable) => env[variable]?.trim() || null,
    groupId: `${service.topicPrefix}router`,
    concurrency: own.ROUTER_CONCURRENCY,
    ordering: own.ROUTER_ORDERING,
    drainMs: own.ROUTER_DRAIN_SECONDS * 1_000,
    maxRequestBytes: own.MAX_REQUEST_BYTES,
    maxResponseBytes: own.MAX_RESPONSE_BYTES,
    replyTopics: own.REPLY_TOPICS ?? null,
  };
});
