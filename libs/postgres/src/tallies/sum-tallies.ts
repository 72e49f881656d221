import type { Pool } from 'pg';
import type { Tally, TallySignal } from './tally.js';

const sum = `
SELECT signal, org, subject, sum(total)::double precision AS total, sum(marked)::double precision AS marked
FROM understudy.tallies
WHERE signal = $1 AND minute >= date_trunc('minute', now() - $2 * interval '1 ms')
GROUP BY signal, org, subject HAVING sum(marked) > 0
ORDER BY org, subject`;

/** What the whole fleet has counted in the minutes that the window touches, where anything was marked. */
export async function sumTallies(pool: Pool, signal: TallySignal, windowMs: number): Promise<Tally[]> {
  const { rows } = await pool.query<Tally>(sum, [signal, windowMs]);
  return rows;
}
