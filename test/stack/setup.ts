import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What `teardown.ts` calls: the two files share a process, and nothing but its global scope. */
declare global {
  var stopTestStack: (() => Promise<void>) | undefined;
}

/** Starts a Kafka and a Postgres for this run, unless TEST_KAFKA_BROKERS and TEST_DATABASE_URL name some that run. */
export default async function setup(): Promise<void> {
  const { freePort, startLocalStack } = await localStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'understudy-test-'));
  // As root, Postgres runs as another user, who must be able to pass.
  await chmod(dataDir, 0o711);
  // Our apps are started some two hundred times in a run, and each time they would compile the same modules.
  process.env.NODE_COMPILE_CACHE = join(dataDir, 'compile-cache');

  const starting = startLocalStack({
    kafkaPort: await freePort(),
    postgresPort: await freePort(),
    dataDir,
    brokers: process.env.TEST_KAFKA_BROKERS,
    databaseUrl: process.env.TEST_DATABASE_URL,
  });
  const stop = async (): Promise<void> => {
    const stack = await starting.catch(() => undefined);
    await stack?.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void stop().finally(() => process.exit(1)));
  }
  globalThis.stopTestStack = stop;

  try {
    const stack = await starting;
    process.env.KAFKA_BROKERS = stack.brokers;
    process.env.DATABASE_URL = stack.databaseUrl;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Jest transforms this file but resolves what it imports as plain Node does, which knows no `.ts` behind a `.js`. */
async function localStack() {
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const isOurs = specifier.startsWith('.') && context.parentURL?.endsWith('.ts');
      return next(isOurs ? specifier.replace(/\.js$/, '.ts') : specifier, context);
    },
  });
  try {
    const { freePort } = await import('../../deploy/local/free-port.js');
    const { startLocalStack } = await import('../../deploy/local/local-stack.js');
    return { freePort, startLocalStack };
  } finally {
    hooks.deregister();
  }
}
