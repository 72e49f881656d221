import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { freePort } from '../../deploy/local/free-port.js';
import {
  startSimulatedProvider,
  type SimulatedProvider,
  type SimulatedProviderOptions,
} from '../../deploy/local/simulated-provider.js';
import { inDatabase } from '../stack/in-database.js';
import { AppProcess } from './app-process.js';
import { LogClient } from './log-client.js';

export interface TestStack {
  readonly log: LogClient;
  readonly databaseUrl: string;
  /** What a router's environment holds besides its providers. */
  readonly environment: Readonly<Record<string, string>>;
  startProvider(options?: SimulatedProviderOptions): Promise<SimulatedProvider>;
  /** Starts an app; it is stopped after the test. It may not be ready yet. */
  launch(app: AppProcess['app'], env: Readonly<Record<string, string>>): Promise<AppProcess>;
  /** The same, and ready. */
  start(app: AppProcess['app'], env: Readonly<Record<string, string>>): Promise<AppProcess>;
}

const inEnvironment = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is set by the set-up of the stack tests`);
  return value;
};

/** Topics and a database of its own for a spec file, and apps and providers that end with each test. */
export function useStack(options: { readonly requestPartitions?: number } = {}): TestStack {
  const name = `t${randomBytes(5).toString('hex')}`;
  const serverUrl = inEnvironment('DATABASE_URL');
  const brokers = inEnvironment('KAFKA_BROKERS');
  const databaseUrl = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).toString();
  const log = new LogClient(brokers, `${name}.`);
  const apps: AppProcess[] = [];
  const providers: SimulatedProvider[] = [];

  beforeAll(async () => {
    await inDatabase(serverUrl, `CREATE DATABASE ${name}`);
    await log.open(options.requestPartitions);
  });

  afterEach(async () => {
    // Not killed: the group would keep the partitions of a dead member until its session is over.
    await Promise.all(apps.splice(0).map((app) => app.stop()));
    await Promise.all(providers.splice(0).map((provider) => provider.stop()));
  });

  afterAll(async () => {
    await log.close();
    await inDatabase(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });

  const environment = { KAFKA_BROKERS: brokers, DATABASE_URL: databaseUrl, TOPIC_PREFIX: `${name}.` };
  const stack: TestStack = {
    log,
    databaseUrl,
    environment,
    startProvider: async (providerOptions) => {
      const provider = await startSimulatedProvider(providerOptions);
      providers.push(provider);
      return provider;
    },
    launch: async (app, env) => {
      const process = new AppProcess(app, await freePort(), { ...environment, ...env });
      apps.push(process);
      return process;
    },
    start: async (app, env) => {
      const process = await stack.launch(app, env);
      await process.isReady();
      return process;
    },
  };
  return stack;
}

/** The environment that names one simulated server as both providers, in the default order Ollama, OpenAI. */
export const bothProviders = (
  provider: SimulatedProvider,
  models: { readonly ollama?: string; readonly openai?: string } = {},
): Record<string, string> => ({
  OLLAMA_URL: provider.ollamaUrl,
  OLLAMA_MODEL_NAME: models.ollama ?? 'sim-fast',
  OPENAI_API_KEY: 'sk-test-not-a-real-key',
  OPENAI_BASE_URL: provider.openaiBaseUrl,
  OPENAI_MODEL_NAME: models.openai ?? 'sim-fast',
});
