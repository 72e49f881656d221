import type { Pool } from 'pg';
import { loadSpending, type SpendingRow } from './load-spending.js';
import { spendingKeyText, type SpendingKey } from './spending-period.js';

export interface SpendingFlush {
  /** Who adds. */
  readonly book: string;
  /** Higher than that of the book's flush before; the same when a flush is tried again. */
  readonly number: number;
  /** In the order of their keys, of which none may come twice. */
  readonly additions: readonly SpendingAddition[];
}

export interface SpendingAddition extends SpendingKey {
  readonly costUsd: number;
}

/** The book's row is locked before any total: a second try waits until the first is over, and then adds nothing. */
const add = {
  name: 'add-spending',
  text: `
WITH first_time AS (
  INSERT INTO understudy.spending_books AS b (id, flush, updated_on) VALUES ($1, $2, (now() AT TIME ZONE 'UTC')::date)
  ON CONFLICT (id) DO UPDATE SET flush = excluded.flush, updated_on = excluded.updated_on WHERE b.flush < excluded.flush
  RETURNING updated_on
)
INSERT INTO understudy.spending AS s (org, period, cost_usd, updated_on)
SELECT a.*, (SELECT updated_on FROM first_time)
FROM unnest($3::text[], $4::text[], $5::double precision[]) AS a
WHERE EXISTS (SELECT FROM first_time)
ON CONFLICT (org, period) DO UPDATE SET cost_usd = s.cost_usd + excluded.cost_usd, updated_on = excluded.updated_on
RETURNING org, period, cost_usd`,
};

/** Adds once, however often it is tried; the new totals in US dollars, by `spendingKeyText`. */
export async function addSpending(
  pool: Pool,
  { book, number, additions }: SpendingFlush,
): Promise<Map<string, number>> {
  const { rows } = await pool.query<SpendingRow>({
    ...add,
    values: [
      book,
      number,
      additions.map(({ org }) => org),
      additions.map(({ period }) => period),
      additions.map(({ costUsd }) => costUsd),
    ],
  });
  if (rows.length === 0) return loadSpending(pool, additions);
  return new Map(rows.map((row) => [spendingKeyText(row), row.cost_usd]));
}
