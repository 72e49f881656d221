import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import { pino } from 'pino';
import { topicName, type Alert, type LlmAttempt, type LlmFailure, type ProviderHealth } from '#contracts';
import type { RoutingConfig } from '#fallback';
import { startTelemetry } from '#telemetry';
import { readHealthSettings, type HealthSettings } from '../../apps/health/src/health-settings.js';
import { startHealth } from '../../apps/health/src/start-health.js';
import { freePort } from '../../deploy/local/free-port.js';
import type { LogLine } from '../router/app-process.js';
import { useStack, type TestStack } from '../router/use-stack.js';

export interface Answer {
  readonly status: number;
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- whatever a client of the API would see
}

type Headers = Readonly<Record<string, string>>;
type Write = (path: string, body?: unknown, headers?: Headers) => Promise<Answer & { headers: Headers }>;

/** One health service, in this process. */
export interface Replica {
  readonly url: string;
  readonly lines: LogLine[];
  readonly get: (path: string) => Promise<Answer>;
  readonly post: Write;
  readonly put: Write;
  readonly delete: Write;
  isReady(wanted?: boolean): Promise<void>;
  stop(): Promise<void>;
}

export interface TestHealth {
  readonly stack: TestStack;
  /** Starts a replica; it is stopped after the test. It may not be ready yet. */
  launch(settings?: Partial<HealthSettings>): Promise<Replica>;
  /** The same, and ready. */
  start(settings?: Partial<HealthSettings>): Promise<Replica>;
  /** Puts attempts on the log, one after the other, as routers do. */
  attempts(...attempts: LlmAttempt[]): Promise<void>;
  failures(...failures: LlmFailure[]): Promise<void>;
  /** Puts anything on `llm.attempts`. */
  raw(value: string | null): Promise<void>;
  /** Puts anything on `llm.requests-dlt`. */
  deadLetter(value: string): Promise<void>;
  /** Puts anything on `llm.control`. */
  control(key: string, value: string | null): Promise<void>;
  healthOf(model: string): ProviderHealth[];
  alerts(alertname: Alert['labels']['alertname']): Alert[];
}

/** Providers that the tests speak of, in order. */
export const providers = {
  OLLAMA_URL: 'http://127.0.0.1:1',
  OLLAMA_MODEL_NAME: 'llama3',
  OPENAI_API_KEY: 'sk-test-not-a-real-key',
  OPENAI_MODEL_NAME: 'gpt-4o',
};

/** Only what is about flapping waits until a recovery is told. */
export function recoveringAtOnce(routing: RoutingConfig): RoutingConfig {
  const { alerts } = routing;
  const { ProviderDown } = alerts.rules;
  const rules = { ...alerts.rules, ProviderDown: { ...ProviderDown, keepFiringForMs: 0 } };
  return { ...routing, alerts: { ...alerts, rules } };
}

/** Topics and a database of its own for a spec file, and replicas that end with each test. */
export function useHealth(): TestHealth {
  const stack = useStack();
  const { log } = stack;
  const telemetry = startTelemetry('understudy-health');
  const running: Replica[] = [];
  let producer: Producer;

  beforeAll(async () => {
    const brokers = stack.environment['KAFKA_BROKERS']!.split(',');
    producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer({
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
  });
  afterEach(async () => {
    await Promise.all([...running].map((replica) => replica.stop()));
  });
  afterAll(async () => {
    await producer.disconnect();
    await telemetry.stop();
  });

  const launch = async (over: Partial<HealthSettings> = {}): Promise<Replica> => {
    const env = { ...stack.environment, ...providers, HEALTH_PORT: String(await freePort()) };
    const read = readHealthSettings(env);
    const settings = { ...read, routing: recoveringAtOnce(read.routing), ...over };
    const lines: LogLine[] = [];
    const logger = pino(
      { level: 'info' },
      { write: (line: string) => void lines.push(JSON.parse(line) as LogLine) },
    );
    const onFatal = (error: Error): never => {
      throw error;
    };
    const service = await startHealth(settings, { logger, telemetry, onFatal });
    const url = `http://127.0.0.1:${settings.httpPort}`;
    const call = async (path: string, request: RequestInit): Promise<Answer & { headers: Headers }> => {
      const response = await fetch(`${url}${path}`, request);
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json');
      return {
        status: response.status,
        body: isJson ? JSON.parse(text) : text,
        headers: Object.fromEntries(response.headers),
      };
    };
    const get: Replica['get'] = async (path) => {
      const { status, body } = await call(path, {});
      return { status, body };
    };
    const write =
      (method: string): Write =>
      (path, body, headers = {}) =>
        call(path, {
          method,
          headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
    const replica: Replica = {
      url,
      lines,
      get,
      post: write('POST'),
      put: write('PUT'),
      delete: write('DELETE'),
      isReady: async (wanted = true) => {
        while ((await get('/ready')).status !== (wanted ? 200 : 503)) {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      },
      stop: async () => {
        running.splice(running.indexOf(replica), 1);
        await service.stop();
      },
    };
    running.push(replica);
    return replica;
  };

  const send = async (
    topic: 'attempts' | 'failures' | 'control' | 'deadLetters',
    key: string | null,
    value: string | null,
  ): Promise<void> => {
    await producer.send({ topic: topicName(topic, log.prefix), messages: [{ key, value }] });
  };

  return {
    stack,
    launch,
    start: async (settings) => {
      const replica = await launch(settings);
      await replica.isReady();
      return replica;
    },
    attempts: async (...attempts) => {
      for (const each of attempts)
        await send('attempts', `${each.provider}/${each.model}`, JSON.stringify(each));
    },
    failures: async (...failures) => {
      for (const each of failures) await send('failures', each.org, JSON.stringify(each));
    },
    raw: (value) => send('attempts', null, value),
    deadLetter: (value) => send('deadLetters', null, value),
    control: (key, value) => send('control', key, value),
    healthOf: (model) =>
      log
        .on('providerHealth')
        .filter(({ key }) => key === model)
        .map(({ value }) => value as ProviderHealth),
    alerts: (alertname) =>
      log
        .on('alerts')
        .map(({ value }) => value as Alert)
        .filter(({ labels }) => labels.alertname === alertname),
  };
}
