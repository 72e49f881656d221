import type { PoolClient } from 'pg';

/** Where an alert goes, and with which others in one message. */
export interface Address {
  readonly sink: string;
  readonly group: string;
  /** How long it waits for others of its group. */
  readonly waitMs: number;
}

/** Who joins a group that waits goes with it. */
const add = `
INSERT INTO understudy.outbox (incident_id, fingerprint, status, sink, group_key, group_wait, due_at)
SELECT $1, $2, 'firing', a.sink, a.group_key, a.wait * interval '1 ms', coalesce(
  (SELECT min(due_at) FROM understudy.outbox AS o
   WHERE o.state = 'waiting' AND o.due_at > now() AND o.sink = a.sink AND o.group_key = a.group_key
     AND o.status = 'firing' AND o.attempts = 0 AND NOT o.held),
  now() + a.wait * interval '1 ms')
FROM unnest($3::text[], $4::text[], $5::double precision[]) AS a (sink, group_key, wait)
ON CONFLICT (incident_id, sink, status) DO NOTHING`;

/** In the transaction that opens the incident. */
export async function addDeliveries(
  client: PoolClient,
  incident: { readonly incidentId: string; readonly fingerprint: string },
  to: readonly Address[],
): Promise<void> {
  await client.query(add, [
    incident.incidentId,
    incident.fingerprint,
    to.map(({ sink }) => sink),
    to.map(({ group }) => group),
    to.map(({ waitMs }) => waitMs),
  ]);
}
