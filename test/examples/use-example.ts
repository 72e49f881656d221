import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { LlmAnswer, LlmAttempt, LlmFailure } from '#contracts';
import { freePort } from '../../deploy/local/free-port.js';
import { AppProcess, type LogLine } from '../router/app-process.js';
import { clearCache } from '../router/clear-cache.js';
import type { LogClient } from '../router/log-client.js';
import { requestLine } from '../router/request-line.js';
import { useStack } from '../router/use-stack.js';
import { ProviderServers } from './provider-servers.js';

type AppName = AppProcess['app'];

export interface ExampleOptions {
  /** Whom the example calls. */
  readonly providers: readonly string[];
  /** Besides the router. */
  readonly health?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Runs a copy of the example instead; a test that needs one says why. */
  readonly edit?: (yaml: string, servers: ProviderServers) => string;
}

/** What ended a request. Which of the two it is, a test knows. */
export type Ended = Omit<LlmAnswer, 'error'> & Pick<LlmFailure, 'error'>;

export interface Example {
  readonly log: LogClient;
  readonly servers: ProviderServers;
  readonly router: AppProcess;
  readonly health: AppProcess;
  /** Sends a request, and waits for its end. */
  readonly ask: (body?: object, fields?: object) => Promise<Ended>;
  /** The first line of an app's log, waited for, that has these fields. */
  readonly line: (app: AppProcess, fields: Readonly<Record<string, unknown>>) => Promise<LogLine>;
  /** What `llm.attempts` has of a request, in the order of its steps, waited for until there are so many. */
  readonly attemptsOf: (customId: string, count: number) => Promise<LlmAttempt[]>;
  /** Runs the router anew, without these variables. */
  readonly restartRouter: (options: { readonly without: readonly string[] }) => Promise<void>;
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

/**
 * One of `deploy/examples` on the real stack, for all tests of a file. Before each of them everybody answers, and what
 * was learned of whom before is cleared as an operator would clear it (B6).
 */
export function useExample(name: string, options: ExampleOptions): Example {
  const running = new Map<AppName, AppProcess>();
  const servers = new ProviderServers(options.providers);
  let folder: string | null = null;
  // Before the stack's own: it takes the topics and the database away from under them.
  afterAll(async () => {
    await Promise.all([...running.values()].map((app) => app.stop()));
    await servers.stop();
    if (folder !== null) await rm(folder, { recursive: true });
  });
  const { log, environment } = useStack();
  let env: Readonly<Record<string, string>>;

  const configFile = async (): Promise<string> => {
    const original = `deploy/examples/${name}.yaml`;
    if (options.edit === undefined) return original;
    const yaml = await readFile(original, 'utf8');
    const edited = options.edit(yaml, servers);
    if (edited === yaml) throw new Error(`${original} has nothing any more of what the test edits`);
    folder = await mkdtemp(join(tmpdir(), 'understudy-example-'));
    const copy = join(folder, 'understudy.yaml');
    await writeFile(copy, edited);
    return copy;
  };
  const start = async (app: AppName): Promise<void> => {
    const process = new AppProcess(app, await freePort(), env);
    running.set(app, process);
    await process.isReady();
  };

  beforeAll(async () => {
    await servers.start();
    env = {
      ...environment,
      ...servers.environment,
      ...options.env,
      UNDERSTUDY_CONFIG: await configFile(),
    };
    await Promise.all([start('router'), ...(options.health === true ? [start('health')] : [])]);
  });

  beforeEach(async () => {
    await servers.beginAnew();
    await clearCache(log, example.router);
  });

  const example: Example = {
    log,
    servers,
    get router() {
      return running.get('router')!;
    },
    get health() {
      return running.get('health')!;
    },
    ask: async (body, fields) => {
      const request = requestLine(body, fields);
      await log.ask(request);
      return (await log.endOf(request.custom_id)).value as Ended;
    },
    line: async ({ lines }, fields) => {
      const has = (line: LogLine): boolean =>
        Object.entries(fields).every(([field, value]) => line[field] === value);
      while (!lines.some(has)) await pause();
      return lines.find(has)!;
    },
    attemptsOf: async (customId, count) => {
      const attempts = () => log.on('attempts').filter(({ value }) => value.custom_id === customId);
      await log.until(() => attempts().length === count);
      return attempts()
        .map(({ value }) => value as LlmAttempt)
        .sort((a, b) => a.step - b.step || a.attempt - b.attempt);
    },
    restartRouter: async ({ without }) => {
      await example.router.stop();
      env = Object.fromEntries(Object.entries(env).filter(([variable]) => !without.includes(variable)));
      await start('router');
    },
  };
  return example;
}
