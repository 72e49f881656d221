import type { Pool } from 'pg';
import { isSilenceId } from './silence.js';

/** False when there is none of this number that holds. */
export async function endSilence(pool: Pool, id: string): Promise<boolean> {
  if (!isSilenceId(id)) return false;
  const { rowCount } = await pool.query(
    'UPDATE understudy.silences SET until = now() WHERE id = $1 AND until > now()',
    [id],
  );
  return rowCount === 1;
}
