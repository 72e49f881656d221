import type { Pool } from 'pg';

/** A budget of which a good part is spent. */
export interface SpentBudget {
  readonly org: string;
  readonly name: string;
  readonly budget: 'daily' | 'monthly';
  readonly limitUsd: number;
  readonly spentUsd: number;
}

/** `LATERAL … LIMIT 1` keeps it at one look-up by key for each budget. */
const list = `
SELECT b.org, b.name, b.budget, b.limit_usd AS "limitUsd", s.cost_usd AS "spentUsd"
FROM (
  SELECT org, name, 'daily' AS budget, daily_usd AS limit_usd,
    'day:' || to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS period
  FROM understudy.organizations WHERE daily_usd > 0
  UNION ALL
  SELECT org, name, 'monthly', monthly_usd, 'month:' || to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM')
  FROM understudy.organizations WHERE monthly_usd > 0
) AS b
CROSS JOIN LATERAL (
  SELECT cost_usd FROM understudy.spending AS s WHERE s.org = b.org AND s.period = b.period LIMIT 1
) AS s
WHERE s.cost_usd >= b.limit_usd * $1
ORDER BY b.org, b.budget`;

/** Days and months are UTC's. @param share from which share of a budget on, such as 0.8 */
export async function listSpentBudgets(pool: Pool, share: number): Promise<SpentBudget[]> {
  const { rows } = await pool.query<SpentBudget>(list, [share]);
  return rows;
}
