import type { PoolClient } from 'pg';

/** Nobody hears of what was held back until it was over, nor once more of what is over. */
const settle = `
UPDATE understudy.outbox SET state = CASE WHEN sent_at IS NULL THEN 'dropped' ELSE 'sent' END
WHERE incident_id = $1 AND status = 'firing' AND state = 'waiting' AND (held OR sent_at IS NOT NULL)`;

const add = `
INSERT INTO understudy.outbox (incident_id, fingerprint, status, sink, group_key, group_wait, due_at)
SELECT incident_id, fingerprint, 'resolved', sink, group_key, group_wait, now() + group_wait
FROM understudy.outbox WHERE incident_id = $1 AND status = 'firing' AND state <> 'dropped'
ON CONFLICT (incident_id, sink, status) DO NOTHING`;

/** In the transaction that resolves the incident: those are told to whom its opening was addressed. */
export async function resolveDeliveries(client: PoolClient, incidentId: string): Promise<void> {
  await client.query(settle, [incidentId]);
  await client.query(add, [incidentId]);
}
