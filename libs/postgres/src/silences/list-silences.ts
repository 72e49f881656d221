import type { Pool } from 'pg';
import { silenceColumns, silenceOf, type Silence, type SilenceRow } from './silence.js';

/** Those that hold now, the one that ends first at the head. */
export async function listSilences(pool: Pool): Promise<Silence[]> {
  const { rows } = await pool.query<SilenceRow>(
    `SELECT ${silenceColumns} FROM understudy.silences WHERE until > now() ORDER BY until, id`,
  );
  return rows.map(silenceOf);
}
