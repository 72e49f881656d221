import type { Pool } from 'pg';
import type { CostGroup, CostLine } from '#contracts';
import { Conditions } from '../conditions.js';

export interface CostFilter {
  readonly groupBy: CostGroup;
  /** Of UTC, as `YYYY-MM-DD`. */
  readonly day: string;
  readonly org?: string | undefined;
  /** The lines that come after this one. */
  readonly after?: CostPlace | undefined;
}

/** The place of a line: its cost as the database writes it, which no number of ours could hold exactly. */
export interface CostPlace {
  readonly cost: string;
  readonly name: string;
}

export interface ListedCost {
  readonly place: CostPlace;
  readonly line: CostLine;
}

/** The most expensive first. Sessions of two organizations that have one name are one line, unless one is asked for. */
export async function listCosts(pool: Pool, filter: CostFilter, limit: number): Promise<ListedCost[]> {
  const lines = new Conditions()
    .add('day = $', filter.day)
    .add('kind = $', filter.groupBy)
    .addIf('org = $', filter.org);
  const { after } = filter;
  const [cost, name] = [lines.values.length + 1, lines.values.length + 2];
  const having = after === undefined ? '' : `HAVING ($${cost}::numeric, name) > (sum(cost_usd), $${name})`;
  const values = [...lines.values, ...(after === undefined ? [] : [after.cost, after.name])];
  const { rows } = await pool.query<CostLine & { place: string }>(
    `SELECT name, sum(requests)::float8 AS requests, sum(attempts)::float8 AS attempts, sum(cost_usd)::float8 AS cost_usd,
       sum(cost_usd)::text AS place
     FROM understudy.daily_costs ${lines.where} GROUP BY name ${having}
     ORDER BY sum(cost_usd) DESC, name LIMIT $${values.length + 1}`,
    [...values, limit],
  );
  return rows.map(({ place, ...line }) => ({ place: { cost: place, name: line.name }, line }));
}
