import type { Pool, PoolClient } from 'pg';
import { resolveDeliveries } from '../outbox/resolve-deliveries.js';
import { inTransaction } from '../transaction.js';

const dropPending =
  'DELETE FROM understudy.incidents WHERE fingerprint = $1 AND ends_at IS NULL AND opened_at IS NULL';

const quiet = `
UPDATE understudy.incidents SET quiet_since = coalesce(quiet_since, now())
WHERE fingerprint = $1 AND ends_at IS NULL`;

const resolve = `
UPDATE understudy.incidents SET ends_at = greatest($2::timestamptz, starts_at)
WHERE fingerprint = $1 AND ends_at IS NULL AND quiet_since + $3 * interval '1 ms' <= now()
RETURNING id`;

export interface Calmed {
  readonly fingerprint: string;
  /** How long it has to stay quiet before it is resolved. */
  readonly keepFiringForMs: number;
  /** What is said to have been its end. */
  readonly at: Date;
}

/**
 * Says that there is nothing behind the incident: pending → none; open → quiet → resolved, when it has been quiet for long
 * enough. True for the one caller that resolved it, whose transaction has written who is told.
 */
export function calmIncident(pool: Pool, calmed: Calmed): Promise<boolean> {
  return inTransaction(pool, (client) => calmIn(client, calmed));
}

async function calmIn(client: PoolClient, { fingerprint, keepFiringForMs, at }: Calmed): Promise<boolean> {
  await client.query(dropPending, [fingerprint]);
  await client.query(quiet, [fingerprint]);
  const { rows } = await client.query<{ id: string }>(resolve, [fingerprint, at, keepFiringForMs]);
  const [resolved] = rows;
  if (resolved === undefined) return false;
  await resolveDeliveries(client, resolved.id);
  return true;
}
