import type { Pool, PoolClient } from 'pg';
import { makeDays, utcDay } from './make-days.js';
import { asOnlyWriter, type DailyTable } from './only-writer.js';

const dailyTables: readonly DailyTable[] = ['attempts', 'ended_requests'];
const dayMs = 86_400_000;

/** A partition is told from its name, which `make_day` gave it. */
const old = `
SELECT child.relname AS partition
FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
WHERE inhparent = ('understudy.' || $1::text)::regclass AND child.relname < $1::text || to_char($2::date, '_YYYYMMDD')
ORDER BY child.relname`;

/**
 * Makes the partitions of today and tomorrow, so that midnight waits for none, and drops those of the days before
 * `oldest`; their names. A reader that is busy there is not kept waiting behind us for long: the drop gives up.
 */
export async function keepDays(pool: Pool, now: Date, oldest: Date): Promise<string[]> {
  const ahead = new Set([utcDay(now), utcDay(new Date(now.getTime() + dayMs))]);
  const dropped: string[] = [];
  for (const table of dailyTables) {
    await asOnlyWriter(pool, table, (client) => makeDays(client, table, ahead));
    dropped.push(...(await asOnlyWriter(pool, table, (client) => dropDays(client, table, oldest))));
  }
  await pool.query('DELETE FROM understudy.daily_costs WHERE day < $1', [utcDay(oldest)]);
  await pool.query('DELETE FROM understudy.traffic_flows WHERE minute < $1', [utcDay(oldest)]);
  return dropped;
}

async function dropDays(client: PoolClient, table: DailyTable, oldest: Date): Promise<string[]> {
  const { rows } = await client.query<{ partition: string }>(old, [table, utcDay(oldest)]);
  const partitions = rows.map(({ partition }) => partition);
  if (partitions.length === 0) return [];
  await client.query(`SET LOCAL lock_timeout = '1s'`);
  await client.query(`DROP TABLE ${partitions.map((partition) => `understudy.${partition}`).join(', ')}`);
  return partitions;
}
