import type { Pool } from 'pg';

/** True if it was there. Every directory is told. */
export async function deleteOrganization(pool: Pool, org: string): Promise<boolean> {
  const { rowCount } = await pool.query('DELETE FROM understudy.organizations WHERE org = $1', [org]);
  return rowCount === 1;
}
