import type { Pool } from 'pg';
import type { Tally } from './tally.js';

/** Longer than any window that is looked at. */
const kept = "interval '1 day'";

const add = `
INSERT INTO understudy.tallies AS t (signal, org, subject, minute, total, marked)
SELECT a.signal, a.org, a.subject, date_trunc('minute', now()), a.total, a.marked
FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[]) AS a (signal, org, subject, total, marked)
ORDER BY a.signal, a.org, a.subject
ON CONFLICT (signal, org, subject, minute) DO UPDATE SET
  total = t.total + excluded.total, marked = t.marked + excluded.marked`;

const forget = `DELETE FROM understudy.tallies WHERE minute < now() - ${kept}`;

/** Counts them for this minute. A failure may have counted them all the same: shares bear that. */
export async function addTallies(pool: Pool, tallies: readonly Tally[]): Promise<void> {
  if (tallies.length === 0) return;
  await pool.query(add, [
    tallies.map(({ signal }) => signal),
    tallies.map(({ org }) => org),
    tallies.map(({ subject }) => subject),
    tallies.map(({ total }) => total),
    tallies.map(({ marked }) => marked),
  ]);
  await pool.query(forget);
}
