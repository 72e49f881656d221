import { describe, expect, it } from '@jest/globals';
import { addTallies, sumTallies, type Tally } from '#postgres';
import { useDatabase } from './test-database.js';

const minuteMs = 60_000;
const fallbacks = (total: number, marked: number): Tally => ({
  signal: 'fallbacks',
  org: 'acme',
  subject: '',
  total,
  marked,
});

describe('what the fleet counts', () => {
  const database = useDatabase();

  it('F2 is added up over the minutes that a window touches, the first one too', async () => {
    const pool = database.openPool();
    // Not across the end of a minute.
    await pool.query(`SELECT pg_sleep(61 - second) FROM (SELECT extract(second FROM now())::float AS second) AS now
      WHERE second > 57`);
    // From the latest to the oldest: two that a window of a minute touches, and one that it does not.
    for (const tally of [fallbacks(100, 1), fallbacks(10, 1), fallbacks(1, 1)]) {
      await pool.query("UPDATE understudy.tallies SET minute = minute - interval '1 minute'");
      await addTallies(pool, [tally]);
    }
    const whatWasAdded = async (windowMs: number): Promise<Tally[]> =>
      sumTallies(pool, 'fallbacks', windowMs);
    await expect(whatWasAdded(minuteMs)).resolves.toEqual([fallbacks(11, 2)]);
    await expect(whatWasAdded(2 * minuteMs)).resolves.toEqual([fallbacks(111, 3)]);
  });
});
