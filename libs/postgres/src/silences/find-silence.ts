import type { Pool } from 'pg';
import { isSilenceId, silenceColumns, silenceOf, type Silence, type SilenceRow } from './silence.js';

/** Also one that is over. */
export async function findSilence(pool: Pool, id: string): Promise<Silence | null> {
  if (!isSilenceId(id)) return null;
  const { rows } = await pool.query<SilenceRow>(
    `SELECT ${silenceColumns} FROM understudy.silences WHERE id = $1`,
    [id],
  );
  return rows[0] ? silenceOf(rows[0]) : null;
}
