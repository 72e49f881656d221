import { randomBytes } from 'node:crypto';
import { jest } from '@jest/globals';
import { inDatabase } from '../../stack/in-database.js';
import { checkHistory } from '../checker/check-history.js';
import { History } from '../history/history.js';
import { FakeProvider } from '../provider/fake-provider.js';
import { kafkaProtocol } from '../proxy/kafka-protocol.js';
import { postgresProtocol } from '../proxy/postgres-protocol.js';
import { Relay } from '../proxy/relay.js';
import { Fleet } from './fleet.js';
import { readLedger } from './ledger-rows.js';
import { RequestLog } from './request-log.js';
import { scaled } from './scale.js';
import type { Sent } from './sent.js';

// A broken law is to be told by the verdict, not by Jest's patience.
jest.setTimeout(scaled(5, 120) * 60_000);

export interface WorldOptions {
  /** Other servers than those of the whole run: a scenario that stops one has its own. */
  readonly brokers?: string;
  readonly serverUrl?: string;
  readonly partitions?: number;
  /** Of each router. */
  readonly callsAtOnce?: number;
  readonly residentMiB?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** What one scenario has: topics, a database, a provider and routers of its own, and the history of what is seen of them. */
export interface World {
  readonly history: History;
  readonly log: RequestLog;
  readonly provider: FakeProvider;
  readonly fleet: Fleet;
  readonly topicPrefix: string;
  /** Between Kafka or Postgres and those routers that have this environment. */
  readonly kafka: { readonly relay: Relay; readonly env: Readonly<Record<string, string>> };
  readonly postgres: { readonly relay: Relay; readonly env: Readonly<Record<string, string>> };
  /** Chats with these custom_ids. */
  chats(requests: readonly string[], fields?: object, body?: object): Sent[];
  /** Waits until all is committed, and says what of the laws was broken. */
  verdict(): Promise<string[]>;
}

const inEnvironment = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is set by the set-up of the stack tests`);
  return value;
};

const defaultCallsAtOnce = 1_024;

/** Of one organization: the rest of what a router may call at once is for others. */
export const mostCalls = (callsAtOnce = defaultCallsAtOnce): number => (callsAtOnce / 8) * 7;

/** How long the group may take to commit what has ended. */
const settledWithin = 60_000;

/** Lends a world to a scenario, and takes it down afterwards, also where that failed. */
export async function inWorld(
  options: WorldOptions,
  scenario: (world: World) => Promise<void>,
): Promise<void> {
  const name = `f${randomBytes(5).toString('hex')}`;
  const secret = `whisper${randomBytes(8).toString('hex')}`;
  const { callsAtOnce = defaultCallsAtOnce, residentMiB = scaled(500, 800), partitions = 4 } = options;
  const brokers = options.brokers ?? inEnvironment('KAFKA_BROKERS');
  const serverUrl = options.serverUrl ?? inEnvironment('DATABASE_URL');
  const databaseUrl = Object.assign(new URL(serverUrl), { pathname: `/${name}` });
  const topicPrefix = `${name}.`;

  const history = new History();
  const watching = new AbortController();
  const log = new RequestLog(brokers, topicPrefix, partitions, history);
  await inDatabase(serverUrl, `CREATE DATABASE ${name}`);
  await log.open();
  const provider = await FakeProvider.start(secret);
  const kafka = await Relay.to(Number(brokers.split(':')[1]), kafkaProtocol);
  const postgres = await Relay.to(Number(databaseUrl.port), postgresProtocol);
  const throughPostgres = Object.assign(new URL(databaseUrl), { port: postgres.port });
  const fleet = new Fleet(history, (router) => ({
    KAFKA_BROKERS: brokers,
    DATABASE_URL: databaseUrl.toString(),
    TOPIC_PREFIX: topicPrefix,
    ROUTER_CONCURRENCY: String(callsAtOnce),
    OPENAI_API_KEY: `sk-${router}-${secret}`,
    OPENAI_BASE_URL: `${provider.url}/v1`,
    OPENAI_MODEL_NAME: 'sim-fast',
    ...options.env,
  }));
  const watches = [log.watchOffsets(watching.signal), fleet.watchMemory(watching.signal)];

  const world: World = {
    history,
    log,
    provider,
    fleet,
    topicPrefix,
    kafka: { relay: kafka, env: { KAFKA_BROKERS: `127.0.0.1:${kafka.port}` } },
    postgres: { relay: postgres, env: { DATABASE_URL: throughPostgres.toString() } },
    chats: (requests, fields = {}, body = {}) =>
      requests.map((request) => ({
        request,
        message: {
          value: JSON.stringify({
            custom_id: request,
            method: 'POST',
            url: '/v1/chat/completions',
            body: { messages: [{ role: 'user', content: `${request} ${secret}` }], ...body },
            ...fields,
          }),
        },
      })),
    verdict: async () => {
      const deadline = Date.now() + settledWithin;
      while (!(await log.lookAtOffsets()) && Date.now() < deadline);
      watching.abort();
      await Promise.all(watches);
      history.addAll((await provider.calls()).map((call) => ({ type: 'called' as const, ...call })));
      history.addAll(await readLedger(databaseUrl.toString()));
      await fleet.lookAtTexts();
      const limits = { callsAtOnce, residentMiB, secrets: [secret] };
      return checkHistory(history, limits).map(({ law, text }) => `${law} ${text}`);
    },
  };

  try {
    await scenario(world);
  } finally {
    watching.abort();
    await fleet.stopAll();
    await Promise.all([...watches, log.close(), provider.stop(), kafka.down(), postgres.down()]);
    await inDatabase(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }
}
