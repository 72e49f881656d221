import type { Pool } from 'pg';

/** Nobody is to hear of them now: they are looked at again later, and this was no try. */
export async function holdDeliveries(
  pool: Pool,
  ids: readonly string[],
  lookAgainInMs: number,
): Promise<void> {
  await pool.query(
    `UPDATE understudy.outbox SET held = true, attempts = attempts - 1, due_at = now() + $2 * interval '1 ms'
     WHERE id = ANY ($1) AND state = 'waiting'`,
    [ids, lookAgainInMs],
  );
}
