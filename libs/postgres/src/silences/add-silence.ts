import type { Pool } from 'pg';
import { silenceColumns, silenceOf, type Silence, type SilenceRow } from './silence.js';

export async function addSilence(
  pool: Pool,
  { matchers, until, by, comment }: Omit<Silence, 'id' | 'startsAt'>,
): Promise<Silence> {
  const { rows } = await pool.query<SilenceRow>(
    `INSERT INTO understudy.silences (matchers, until, set_by, comment) VALUES ($1, $2, $3, $4)
     RETURNING ${silenceColumns}`,
    [JSON.stringify(matchers), until, by, comment],
  );
  return silenceOf(rows[0]!);
}
