import type { Pool } from 'pg';
import type { Handoff } from '#contracts';
import { handoffColumns, handoffOf, type HandoffRow } from './handoff-row.js';

export async function findHandoff(pool: Pool, org: string, customId: string): Promise<Handoff | null> {
  const { rows } = await pool.query<HandoffRow>(
    `SELECT ${handoffColumns} FROM understudy.handoffs WHERE org = $1 AND custom_id = $2`,
    [org, customId],
  );
  return rows[0] ? handoffOf(rows[0]) : null;
}
