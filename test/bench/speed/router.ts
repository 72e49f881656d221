import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkoutRoot } from '../../../deploy/local/checkout-root.js';
import { freePort } from '../../../deploy/local/free-port.js';
import { startServer, type ServerProcess } from '../../../deploy/local/server-process.js';
import { inDatabase } from '../../stack/in-database.js';
import { answeringAfter, refusing } from './answer-as-asked.js';
import type { Contestant } from './contestant.js';
import type { Course } from './race.js';
import { newRoute } from './route.js';
import type { Surroundings } from './surroundings.js';

/** The real app with everything on: ledger, attempts, a tenth of the traces, metrics. */
export const startRouter = (surroundings: Surroundings, course: Course): Promise<Contestant> =>
  startRouters(surroundings, course, { routers: 1, primary: answeringAfter(course.providerMs) });

/** Its primary provider is down, and the secondary one answers at once. */
export const startCoolingRouter = (surroundings: Surroundings, course: Course): Promise<Contestant> =>
  startRouters(surroundings, course, { routers: 1, primary: refusing });

/** Two that share partitions and database. */
export const startTwoRouters = (surroundings: Surroundings, course: Course): Promise<Contestant> =>
  startRouters(surroundings, course, { routers: 2, primary: answeringAfter(course.providerMs) });

async function startRouters(
  surroundings: Surroundings,
  { partitions, inFlight }: Course,
  { routers: count, primary }: { readonly routers: number; readonly primary: string },
): Promise<Contestant> {
  const { prefix, ...route } = await newRoute(surroundings, partitions);
  const directory = join(surroundings.directory, prefix);
  await mkdir(directory);
  const config = join(directory, 'understudy.yaml');
  await writeFile(config, JSON.stringify(configOf(surroundings.providerOrigin, primary)));
  const env = {
    PATH: process.env.PATH,
    KAFKA_BROKERS: surroundings.brokers,
    DATABASE_URL: await newDatabase(surroundings.databaseUrl, prefix),
    TOPIC_PREFIX: prefix,
    UNDERSTUDY_CONFIG: config,
    PRIMARY_API_KEY: 'not-a-real-key',
    SECONDARY_API_KEY: 'not-a-real-key',
    ROUTER_CONCURRENCY: String(inFlight),
    OTEL_EXPORTER_OTLP_ENDPOINT: surroundings.tracesUrl,
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.1',
  };
  const routers: ServerProcess[] = [];
  // One after the other: the second finds its database as the first has made it.
  for (let number = 1; number <= count; number += 1) {
    routers.push(await startProcess(join(directory, String(number)), env, surroundings.cpuProfiles));
  }
  return {
    route,
    pids: routers.map(({ pid }) => pid),
    inFlight: inFlight * count,
    stop: async () => {
      await Promise.all(routers.map((router) => router.stop()));
    },
  };
}

/** Its working directory is its own: a developer's `.env` would change what is measured. */
async function startProcess(
  directory: string,
  env: NodeJS.ProcessEnv,
  cpuProfiles: string | null,
): Promise<ServerProcess> {
  const port = await freePort();
  const main = join(checkoutRoot, 'dist/apps/router/src/main.js');
  const profiling = cpuProfiles === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${cpuProfiles}`];
  return startServer({
    name: 'router',
    directory,
    command: process.execPath,
    args: [...profiling, main],
    mark: main,
    port,
    portVariable: 'ROUTER_PORT',
    stopSignal: 'SIGTERM',
    env: { ...env, ROUTER_PORT: String(port) },
    probe: async () => {
      const response = await fetch(`http://127.0.0.1:${port}/ready`);
      await response.body?.cancel();
      if (!response.ok) throw new Error('it is not ready yet');
    },
  });
}

const configOf = (origin: string, primary: string) => ({
  providers: {
    primary: { kind: 'openai', base_url: `${origin}${primary}/v1` },
    secondary: { kind: 'openai', base_url: `${origin}/v1` },
  },
  chains: { answers: { steps: ['primary/gpt-4o-mini', 'secondary/gpt-4o-mini'] } },
});

async function newDatabase(serverUrl: string, prefix: string): Promise<string> {
  const name = prefix.replaceAll(/\W/g, '_');
  await inDatabase(serverUrl, `CREATE DATABASE ${name}`);
  return Object.assign(new URL(serverUrl), { pathname: `/${name}` }).toString();
}
