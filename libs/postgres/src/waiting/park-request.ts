import type { Pool } from 'pg';
import type { LogRecord } from '#contracts';
import type { RequestKey } from '../ledger/request-key.js';
import { storeHeaders } from './stored-headers.js';

export interface ParkRequest extends RequestKey {
  readonly fence: number;
  /** The record that asked for it: it is not read from the log again. */
  readonly record: LogRecord;
  /** How long it rests before a router takes it again. */
  readonly restMs: number;
  /** What became of it so far, as JSON, for whoever takes it then. */
  readonly earlier: unknown;
}

/** What is parked already under this fence is ours, from a try whose reply was lost. */
const park = {
  name: 'park-request',
  text: `
WITH parked AS (
  UPDATE understudy.requests SET state = 'waiting'
  WHERE org = $1 AND custom_id = $2 AND owner = $3 AND fence = $4 AND state IN ('running', 'waiting')
  RETURNING org, custom_id
)
INSERT INTO understudy.waiting_requests
  (org, custom_id, due_at, record_timestamp, record_key, record_value, record_headers, earlier)
SELECT org, custom_id, now() + $5::float8 * interval '1 millisecond', $6, $7, $8, $9, $10 FROM parked
ON CONFLICT (org, custom_id) DO UPDATE SET due_at = excluded.due_at, earlier = excluded.earlier`,
};

/** False: another router has taken the request over. */
export async function parkRequest(pool: Pool, owner: string, request: ParkRequest): Promise<boolean> {
  const { org, customId, fence, restMs, earlier } = request;
  const { timestamp, key, value, headers } = request.record;
  const { rowCount } = await pool.query({
    ...park,
    values: [
      org,
      customId,
      owner,
      fence,
      restMs,
      timestamp,
      key,
      value,
      JSON.stringify(storeHeaders(headers)),
      JSON.stringify(earlier),
    ],
  });
  return rowCount === 1;
}
