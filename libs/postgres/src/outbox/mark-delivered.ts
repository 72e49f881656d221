import type { Pool } from 'pg';

export async function markDelivered(pool: Pool, ids: readonly string[]): Promise<void> {
  await pool.query(
    `UPDATE understudy.outbox SET state = 'sent', held = false, sent_at = now(), attempts = 0, last_error = NULL
     WHERE id = ANY ($1) AND state = 'waiting'`,
    [ids],
  );
}
