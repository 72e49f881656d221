import type { Pool } from 'pg';

/** False when there is none of this number that holds. */
export async function endSilence(pool: Pool, id: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'UPDATE understudy.silences SET until = now() WHERE id = $1 AND until > now()',
    [id],
  );
  return rowCount === 1;
}
