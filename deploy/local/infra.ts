import { interrupted } from './interrupted.js';
import { loadEnvironmentFile, localStackPlace } from './local-environment.js';
import { startLocalStack } from './local-stack.js';
import { farewell } from './mendable-error.js';
import { complain, say } from './say.js';

/** `npm run infra`: the local Kafka and Postgres, until Ctrl-C. */
async function infra(): Promise<void> {
  loadEnvironmentFile();
  say('Starting Kafka and Postgres …');
  const options = { ...localStackPlace(), announce: say };
  const stack = await Promise.race([startLocalStack(options), interrupted]);
  // What has not finished starting is ended by its tether.
  if (!stack) return;
  if (stack.owners.length > 0) say(`Already up, and ended by process ${stack.owners.join(' and ')}.`);
  say(`
  Kafka      ${stack.brokers}
  Postgres   ${stack.databaseUrl}

export KAFKA_BROKERS=${stack.brokers} DATABASE_URL=${stack.databaseUrl}

Ctrl-C stops them; what they hold is kept.`);

  const failure = await Promise.race([interrupted, stack.failed]);
  await stack.stop();
  if (failure) throw failure;
}

infra().then(
  () => process.exit(0),
  (error: unknown) => {
    complain(farewell(error));
    process.exit(1);
  },
);
