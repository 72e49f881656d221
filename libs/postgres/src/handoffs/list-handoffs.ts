import type { Pool } from 'pg';
import type { Handoff } from '#contracts';
import { Conditions } from '../conditions.js';
import { handoffColumns, handoffOf, type HandoffRow } from './handoff-row.js';

/** The place of a handoff in the list, oldest first: whoever has waited longest is the first to be called. */
export interface HandoffPlace {
  readonly at: Date;
  readonly org: string;
  readonly customId: string;
}

export interface HandoffFilter {
  readonly state: 'open' | 'taken';
  readonly org?: string | undefined;
  readonly after?: HandoffPlace | undefined;
}

export async function listHandoffs(pool: Pool, filter: HandoffFilter, limit: number): Promise<Handoff[]> {
  const { after } = filter;
  const conditions = new Conditions()
    .add(filter.state === 'open' ? 'taken_at IS NULL' : 'taken_at IS NOT NULL')
    .addIf('org = $', filter.org);
  if (after !== undefined)
    conditions.add('(at, org, custom_id) > ($, $, $)', after.at, after.org, after.customId);
  const { rows } = await pool.query<HandoffRow>(
    `SELECT ${handoffColumns} FROM understudy.handoffs ${conditions.where}
     ORDER BY at, org, custom_id LIMIT $${conditions.values.length + 1}`,
    [...conditions.values, limit],
  );
  return rows.map(handoffOf);
}
