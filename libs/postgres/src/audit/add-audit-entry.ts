import type { Pool } from 'pg';
import type { AuditEntry } from '#contracts';

const add = `
INSERT INTO understudy.audit (actor, remote, action, org, target, before, after) VALUES ($1, $2, $3, $4, $5, $6, $7)`;

export async function addAuditEntry(pool: Pool, entry: Omit<AuditEntry, 'id' | 'at'>): Promise<void> {
  await pool.query(add, [
    entry.actor,
    entry.remote,
    entry.action,
    entry.org,
    entry.target,
    JSON.stringify(entry.before),
    JSON.stringify(entry.after),
  ]);
}
