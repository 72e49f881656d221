import pg from 'pg';
import type { Logger } from 'pino';

export interface PoolOptions {
  readonly url: string;
  /** Most connections at once. */
  readonly max: number;
  readonly applicationName: string;
  readonly logger: Logger;
}

const statementTimeoutMs = 30_000;

/**
 * Our statements look rows up by key, a few at a time. A plan that was made while a table was still small, or from
 * statistics that are long out of date, must not read it from end to end once it has millions of rows.
 */
const noScans = '-c enable_seqscan=off';

export function createPool({ url, max, applicationName, logger }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: applicationName,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    statement_timeout: statementTimeoutMs,
    // The server cannot end a statement for us when it is the network that has gone silent.
    query_timeout: statementTimeoutMs + 5_000,
    idle_in_transaction_session_timeout: 60_000,
    options: noScans,
  });
  pool.on('error', (err) => logger.debug({ err }, 'An idle database connection was lost'));
  return pool;
}
