import type { Pool } from 'pg';
import type { Handoff } from '#contracts';
import { handoffColumns, handoffOf, type HandoffRow } from './handoff-row.js';
import { findHandoff } from './find-handoff.js';

const take = `
UPDATE understudy.handoffs SET taken_by = $3, taken_at = now()
WHERE org = $1 AND custom_id = $2 AND taken_at IS NULL
RETURNING ${handoffColumns}`;

/** The handoff as it is now: taken by `by`, or by whoever was first. Null where there is none. */
export async function takeHandoff(
  pool: Pool,
  org: string,
  customId: string,
  by: string,
): Promise<Handoff | null> {
  const { rows } = await pool.query<HandoffRow>(take, [org, customId, by]);
  return rows[0] ? handoffOf(rows[0]) : findHandoff(pool, org, customId);
}
