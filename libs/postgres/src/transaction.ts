import type { Pool, PoolClient } from 'pg';

/** Commits what `work` did, or rolls it back when `work` throws. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // A connection that dies between two statements says so by an event only, which would end the process; the next statement fails anyway.
  const ignore = (): void => undefined;
  client.on('error', ignore);
  let failed = true;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    failed = false;
    return result;
  } finally {
    client.off('error', ignore);
    // After a failure the pool closes the connection, and the server rolls back.
    client.release(failed);
  }
}
