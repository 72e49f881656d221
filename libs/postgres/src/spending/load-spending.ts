import type { Pool, QueryConfig } from 'pg';
import { spendingKeyText, type SpendingKey } from './spending-period.js';

/** Requests wait for it: a database that is slower than this is away. */
const longestMs = 2_000;

/** `LATERAL … LIMIT 1` keeps it at one look-up by key for each row, where a join may be planned as a scan. */
const load = `
SELECT org, period, cost_usd
FROM unnest($1::text[], $2::text[]) AS k (k_org, k_period)
CROSS JOIN LATERAL (SELECT * FROM understudy.spending WHERE org = k_org AND period = k_period LIMIT 1) AS s`;

export interface SpendingRow extends SpendingKey {
  readonly cost_usd: number;
}

/** The totals in US dollars by `spendingKeyText`; nothing was spent where there is none. */
export async function loadSpending(pool: Pool, keys: readonly SpendingKey[]): Promise<Map<string, number>> {
  const query: QueryConfig & { query_timeout: number } = {
    name: 'load-spending',
    text: load,
    values: [keys.map(({ org }) => org), keys.map(({ period }) => period)],
    query_timeout: longestMs,
  };
  const { rows } = await pool.query<SpendingRow>(query);
  return new Map(rows.map((row) => [spendingKeyText(row), row.cost_usd]));
}
