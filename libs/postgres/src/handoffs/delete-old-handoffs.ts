import type { Pool } from 'pg';

/** Forgets the handoffs of before then, also those that nobody took; says how many. */
export async function deleteOldHandoffs(pool: Pool, before: Date): Promise<number> {
  const { rowCount } = await pool.query('DELETE FROM understudy.handoffs WHERE at < $1', [before]);
  return rowCount ?? 0;
}
