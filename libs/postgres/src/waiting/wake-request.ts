import type { Pool } from 'pg';
import type { RequestKey } from '../ledger/request-key.js';

/** Ends the rest of a waiting request, if it is one. */
export async function wakeRequest(pool: Pool, { org, customId }: RequestKey): Promise<void> {
  await pool.query(
    'UPDATE understudy.waiting_requests SET due_at = now() WHERE org = $1 AND custom_id = $2 AND due_at > now()',
    [org, customId],
  );
}
