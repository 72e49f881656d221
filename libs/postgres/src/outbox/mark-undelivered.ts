import type { Pool } from 'pg';

export interface Undelivered {
  readonly ids: readonly string[];
  /** Shown to operators: no addresses, no secrets. */
  readonly error: string;
  /** When to try again; null: never, it is a dead end that somebody has to look at. */
  readonly retryInMs: number | null;
}

export async function markUndelivered(pool: Pool, { ids, error, retryInMs }: Undelivered): Promise<void> {
  await pool.query(
    `UPDATE understudy.outbox SET last_error = $2,
       state = CASE WHEN $3::double precision IS NULL THEN 'dead' ELSE 'waiting' END,
       due_at = now() + coalesce($3::double precision, 0) * interval '1 ms'
     WHERE id = ANY ($1) AND state = 'waiting'`,
    [ids, error, retryInMs],
  );
}
