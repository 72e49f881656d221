import type { Pool, PoolClient } from 'pg';
import type { Alert } from '#contracts';
import { addDeliveries, type Address } from '../outbox/add-deliveries.js';
import { inTransaction } from '../transaction.js';

export interface Raised {
  readonly alert: Alert;
  /** How long what it is about has to last before anybody is told. */
  readonly forMs: number;
  /** Requests that a person has to take over. */
  readonly handoffs: readonly string[];
  /** Who is told when it opens. */
  readonly to: readonly Address[];
}

/** Enough to begin with; all of them are listed elsewhere. */
const handoffsKept = 100;

/** A pending incident becomes open once; whatever it is told to be later, its labels and words stay. */
const upsert = `
INSERT INTO understudy.incidents AS i (fingerprint, alertname, labels, annotations, generator_url, starts_at, handoffs)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (fingerprint) WHERE ends_at IS NULL DO UPDATE SET
  last_seen_at = now(), quiet_since = NULL,
  handoffs = ARRAY(SELECT DISTINCT id FROM unnest(i.handoffs || excluded.handoffs) AS id ORDER BY id LIMIT ${handoffsKept})
RETURNING id`;

const open = `
UPDATE understudy.incidents SET opened_at = now()
WHERE id = $1 AND opened_at IS NULL AND starts_at + $2 * interval '1 ms' <= now()`;

/**
 * Says that there is something behind the incident: none → pending (when it has to last) → open. True for the one caller
 * that opened it, whose transaction has written to whom it is told; for the others it is seen once more.
 */
export function raiseIncident(pool: Pool, raised: Raised): Promise<boolean> {
  return inTransaction(pool, (client) => raiseIn(client, raised));
}

async function raiseIn(client: PoolClient, { alert, forMs, handoffs, to }: Raised): Promise<boolean> {
  const { rows } = await client.query<{ id: string }>(upsert, [
    alert.fingerprint,
    alert.labels.alertname,
    alert.labels,
    alert.annotations,
    alert.generatorURL,
    alert.startsAt,
    handoffs.slice(0, handoffsKept),
  ]);
  const { id } = rows[0]!;
  const { rowCount } = await client.query(open, [id, forMs]);
  if (rowCount !== 1) return false;
  await addDeliveries(client, { incidentId: id, fingerprint: alert.fingerprint }, to);
  return true;
}
