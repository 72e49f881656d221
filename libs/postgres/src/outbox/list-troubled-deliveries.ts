import type { Pool } from 'pg';
import type { Alert } from '#contracts';

/** A message that did not come through yet, or never will unless somebody mends its sink. */
export interface TroubledDelivery {
  readonly sink: string;
  readonly fingerprint: string;
  readonly alertname: Alert['labels']['alertname'];
  readonly status: Alert['status'];
  readonly state: 'retrying' | 'dead';
  readonly attempts: number;
  readonly error: string;
  readonly since: string;
}

const longestList = 500;

const list = `
SELECT o.sink, o.fingerprint, i.alertname, o.status, o.state, o.attempts, o.last_error, o.created_at
FROM understudy.outbox AS o JOIN understudy.incidents AS i ON i.id = o.incident_id
WHERE o.state = 'dead' OR (o.state = 'waiting' AND o.last_error IS NOT NULL)
ORDER BY o.id DESC LIMIT ${longestList}`;

interface Row extends Omit<TroubledDelivery, 'state' | 'error' | 'since'> {
  readonly state: 'waiting' | 'dead';
  readonly last_error: string;
  readonly created_at: Date;
}

/** The newest first. */
export async function listTroubledDeliveries(pool: Pool): Promise<TroubledDelivery[]> {
  const { rows } = await pool.query<Row>(list);
  return rows.map(({ state, last_error: error, created_at: since, ...row }) => ({
    ...row,
    state: state === 'dead' ? 'dead' : 'retrying',
    error,
    since: since.toISOString(),
  }));
}
