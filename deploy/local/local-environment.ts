import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutRoot } from './checkout-root.js';
import { MendableError } from './mendable-error.js';

/** Takes over what the checkout's `.env` says and the environment does not. */
export function loadEnvironmentFile(): void {
  const file = join(checkoutRoot, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}

/** What the local stack of this checkout keeps; git ignores it. */
export const dataDir = join(checkoutRoot, '.understudy');

/** Where the local stack belongs: its data, and the two ports that a person may choose. */
export function localStackPlace(): { dataDir: string; kafkaPort: number; postgresPort: number } {
  return {
    dataDir,
    kafkaPort: portVariable('LOCAL_KAFKA_PORT', 29_092),
    postgresPort: portVariable('LOCAL_POSTGRES_PORT', 25_432),
  };
}

/** The port that this environment variable names, else `fallback`. */
export function portVariable(name: string, fallback: number): number {
  const text = process.env[name];
  if (!text) return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new MendableError(`${name} is "${text}"; it must be a port, a number from 1 to 65535.`);
}
