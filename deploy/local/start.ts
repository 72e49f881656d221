import { parseArgs, styleText } from 'node:util';
import { logDirectory, requireNoOtherStart, startApp } from './app-process.js';
import { interrupted } from './interrupted.js';
import { loadEnvironmentFile, localStackPlace } from './local-environment.js';
import { startLocalStack } from './local-stack.js';
import { farewell, MendableError } from './mendable-error.js';
import { findProviders } from './providers.js';
import { openSampleLog } from './sample-log.js';
import { runSamples } from './samples.js';
import { complain, say } from './say.js';

/** What is up, in the order in which it came up; it goes down in the opposite order. */
const running: { stop(): Promise<void> }[] = [];
const failures: Promise<Error>[] = [];

/** `npm start`: everything that Understudy needs and is, on this machine, until Ctrl-C. Resolves to the exit code. */
async function start(): Promise<number> {
  const { samples, once } = options();
  const understudy = cliCommand();
  loadEnvironmentFile();
  await requireNoOtherStart();
  say(`${styleText('bold', 'Understudy')} starts on this machine …\n`);

  const providers = await findProviders();
  running.push(providers);
  const { KAFKA_BROKERS: brokers, DATABASE_URL: databaseUrl } = process.env;
  const stack = await startLocalStack({ ...localStackPlace(), brokers, databaseUrl, announce: say });
  running.push(stack);
  failures.push(stack.failed);
  show('Kafka', stack.brokers);
  show('Postgres', databaseUrl ? withoutPassword(databaseUrl) : stack.databaseUrl);
  if (stack.owners.length > 0) show('', `already up, and ended by process ${stack.owners.join(' and ')}`);
  show('Providers', providers.summary);

  const env = { ...providers.env, KAFKA_BROKERS: stack.brokers, DATABASE_URL: stack.databaseUrl };
  const started = await Promise.all([startApp('router', env), startApp('health', env)]);
  running.push(...started);
  failures.push(...started.map((app) => app.failed));
  const [router, health] = started;
  show('Router', router.url);
  show('Health', health.url);
  show('Logs', logDirectory);

  let isAllWell = true;
  if (samples) {
    const log = await openSampleLog({ ...process.env, ...env });
    running.push({ stop: () => log.close() });
    isAllWell = await runSamples(log, providers.simulated);
  }
  say(`
${styleText('bold', 'Where to look next')}${once ? ', while `npm start` is up' : ''}
  ${health.url}/              the status page
  ${router.url}/metrics       for Prometheus
  ${understudy} ask "Why is the sky blue?"
  ${understudy} tail
  README.md`);
  if (once) return isAllWell ? 0 : 1;
  say('\nCtrl-C stops all of it; what Kafka and Postgres hold is kept.');
  throw await Promise.race(failures);
}

/** In another terminal the CLI knows what is in `.env`, but not what this one's shell has set. */
function cliCommand(): string {
  const set = [
    'KAFKA_BROKERS',
    'TOPIC_PREFIX',
    'LOCAL_KAFKA_PORT',
    'LOCAL_POSTGRES_PORT',
    'HEALTH_PORT',
  ].flatMap((name) => (process.env[name] ? [`${name}=${process.env[name]}`] : []));
  return [...set, 'npm run understudy --'].join(' ');
}

function options(): { samples: boolean; once: boolean } {
  try {
    const flag = { type: 'boolean', default: false } as const;
    const { values } = parseArgs({ options: { 'no-samples': flag, once: flag } });
    return { samples: !values['no-samples'], once: values.once };
  } catch (error) {
    throw new MendableError(`${(error as Error).message}\nKnown are --no-samples and --once.`);
  }
}

function withoutPassword(address: string): string {
  if (!URL.canParse(address)) return 'as DATABASE_URL says';
  const url = new URL(address);
  url.password = '';
  return url.href;
}

function show(name: string, value: string): void {
  say(`  ${name.padEnd(10)} ${value}`);
}

const stopped = interrupted.then(() => {
  say('\nStopping …');
  return 0;
});
const code = await Promise.race([start(), stopped]).catch((error: unknown) => {
  complain(`\n${farewell(error)}`);
  return 1;
});
for (const part of running.toReversed()) await part.stop();
process.exit(code);
