import type { Pool } from 'pg';
import type { RequestKey } from '../ledger/request-key.js';

/** The request has ended: it is due no more. */
export async function forgetWaiting(pool: Pool, { org, customId }: RequestKey): Promise<void> {
  await pool.query('DELETE FROM understudy.waiting_requests WHERE org = $1 AND custom_id = $2', [
    org,
    customId,
  ]);
}
