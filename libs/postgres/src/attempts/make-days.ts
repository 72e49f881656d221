import type { PoolClient } from 'pg';
import type { DailyTable } from './only-writer.js';

/** @param days of UTC, as `YYYY-MM-DD`; those that are there already are left alone */
export async function makeDays(
  client: PoolClient,
  table: DailyTable,
  days: ReadonlySet<string>,
): Promise<void> {
  await client.query('SELECT understudy.make_day($1, day) FROM unnest($2::date[]) AS day', [
    table,
    [...days],
  ]);
}

/** The day of UTC that an instant is in. */
export const utcDay = (at: Date): string => at.toISOString().slice(0, 10);
