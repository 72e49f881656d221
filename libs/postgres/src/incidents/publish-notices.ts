import type { Pool, PoolClient } from 'pg';
import type { Alert } from '#contracts';
import { inTransaction } from '../transaction.js';
import { alertOf, incidentColumns, type IncidentRow } from './incident-row.js';

/**
 * The oldest notice that no other replica is publishing now. Of one fingerprint they go in order: an incident has to be
 * told to its end before the next one with its fingerprint is told at all.
 */
const takeNotice = `
SELECT ${incidentColumns}, firing_published_at IS NULL AS firing
FROM understudy.incidents AS i
WHERE resolved_published_at IS NULL AND (firing_published_at IS NULL OR ends_at IS NOT NULL)
  AND NOT EXISTS (
    SELECT FROM understudy.incidents AS earlier
    WHERE earlier.fingerprint = i.fingerprint AND earlier.id < i.id AND earlier.resolved_published_at IS NULL
  )
ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED`;

const markPublished = {
  firing: 'UPDATE understudy.incidents SET firing_published_at = now() WHERE id = $1',
  resolved: 'UPDATE understudy.incidents SET resolved_published_at = now() WHERE id = $1',
};

/**
 * Publishes every opening and every resolving that was not yet, and says how many. Whichever replica takes a notice
 * holds it until it is published; when `publish` rejects, or the replica dies, the notice is there for the next caller.
 * (A death between the publishing and the commit publishes it again.)
 */
export async function publishNotices(pool: Pool, publish: (notice: Alert) => Promise<void>): Promise<number> {
  let published = 0;
  while (await inTransaction(pool, (client) => publishOne(client, publish))) published += 1;
  return published;
}

async function publishOne(client: PoolClient, publish: (notice: Alert) => Promise<void>): Promise<boolean> {
  const { rows } = await client.query<IncidentRow & { firing: boolean }>(takeNotice);
  const [row] = rows;
  if (!row) return false;
  const status = row.firing ? 'firing' : 'resolved';
  await publish(alertOf(row, status));
  await client.query(markPublished[status], [row.id]);
  return true;
}
