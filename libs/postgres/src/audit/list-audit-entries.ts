import type { Pool } from 'pg';
import type { AuditEntry } from '#contracts';
import { Conditions } from '../conditions.js';

export interface AuditFilter {
  readonly org?: string | undefined;
  /** The entries that come after this one. */
  readonly afterId?: string | undefined;
}

/** The newest first. */
export async function listAuditEntries(
  pool: Pool,
  filter: AuditFilter,
  limit: number,
): Promise<AuditEntry[]> {
  const { where, values } = new Conditions().addIf('org = $', filter.org).addIf('id < $', filter.afterId);
  const { rows } = await pool.query<Omit<AuditEntry, 'at'> & { at: Date }>(
    `SELECT id, at, actor, remote, action, org, target, before, after FROM understudy.audit ${where}
     ORDER BY id DESC LIMIT $${values.length + 1}`,
    [...values, limit],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
