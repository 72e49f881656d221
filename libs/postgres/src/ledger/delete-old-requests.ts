import type { Pool } from 'pg';

const batchSize = 1_000;

/** A published request is as old as its claim at least, and that is what is indexed. */
const deleteBatch = `
DELETE FROM understudy.requests WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM understudy.requests
  WHERE claimed_at < $1 AND published_at < $1
  ORDER BY claimed_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED
))`;

/** Forgets the requests that were published before then, in small transactions; says how many. */
export async function deleteOldRequests(pool: Pool, olderThan: Date): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { rowCount } = await pool.query(deleteBatch, [olderThan]);
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < batchSize) return deleted;
  }
}
