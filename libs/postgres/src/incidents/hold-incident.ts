import type { Pool } from 'pg';

/** There is something behind it again, or still: it has not been quiet. */
export async function holdIncident(pool: Pool, fingerprint: string): Promise<void> {
  await pool.query(
    'UPDATE understudy.incidents SET quiet_since = NULL WHERE fingerprint = $1 AND ends_at IS NULL',
    [fingerprint],
  );
}
