import type { Pool } from 'pg';
import type { Alert } from '#contracts';

/** `xmax` is 0 in a row that was inserted just now, and names our transaction in one that was there and got touched. */
const open = `
INSERT INTO understudy.incidents (fingerprint, alertname, labels, annotations, generator_url, starts_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (fingerprint) WHERE ends_at IS NULL DO UPDATE SET last_seen_at = now()
RETURNING xmax = 0 AS opened`;

/** True for the one caller that opened it; for the others the open incident is seen once more. */
export async function openIncident(pool: Pool, alert: Alert): Promise<boolean> {
  const { rows } = await pool.query<{ opened: boolean }>(open, [
    alert.fingerprint,
    alert.labels.alertname,
    alert.labels,
    alert.annotations,
    alert.generatorURL,
    alert.startsAt,
  ]);
  return rows[0]?.opened === true;
}
