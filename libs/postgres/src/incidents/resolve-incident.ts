import type { Pool } from 'pg';

const resolve = `
UPDATE understudy.incidents SET ends_at = greatest($2::timestamptz, starts_at)
WHERE fingerprint = $1 AND ends_at IS NULL`;

/** True for the one caller that resolved it; false if none is open. */
export async function resolveIncident(pool: Pool, fingerprint: string, at: Date): Promise<boolean> {
  const { rowCount } = await pool.query(resolve, [fingerprint, at]);
  return rowCount === 1;
}
