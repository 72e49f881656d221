import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../transaction.js';

/** The tables of which each day is a partition. */
export type DailyTable = 'attempts' | 'ended_requests';

/** Any numbers that no other program locks on this database. */
const locks: Readonly<Record<DailyTable, number>> = {
  attempts: 7_236_115_805,
  ended_requests: 7_236_115_806,
};

/**
 * A transaction that no other writer of the table runs beside. What it sees there is all that there is, so that it can
 * count what is new; nobody meets another one's half-made partition, and totals are never locked in a circle.
 */
export const asOnlyWriter = <T>(
  pool: Pool,
  table: DailyTable,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> =>
  inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [locks[table]]);
    return work(client);
  });
