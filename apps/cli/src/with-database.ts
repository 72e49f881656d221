import { createPool } from '#postgres';
import { readSettings } from '#service';
import { createLogger } from '#telemetry';

type Pool = ReturnType<typeof createPool>;
type Logger = ReturnType<typeof createLogger>;

/** Lends the database that the environment names, or else that of the local stack. */
export async function withDatabase<T>(use: (pool: Pool, logger: Logger) => Promise<T>): Promise<T> {
  const { databaseUrl } = readSettings(process.env, ['HEALTH_PORT', 8090], {}).service;
  const logger = createLogger('understudy-cli', { LOG_LEVEL: 'silent' });
  const pool = createPool({ url: databaseUrl, max: 1, applicationName: 'understudy-cli', logger });
  try {
    return await use(pool, logger);
  } finally {
    await pool.end();
  }
}
