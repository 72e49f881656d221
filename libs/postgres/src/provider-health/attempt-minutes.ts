import type { Pool } from 'pg';

/** What came of the attempts that ended in one minute, as far as they tell of the provider. */
export interface AttemptMinute {
  readonly provider: string;
  readonly model: string;
  /** Its beginning, epoch ms. */
  readonly minute: number;
  readonly requests: number;
  readonly failures: number;
}

/** Replicas add at once: in one order, so that none waits for another that waits for it. */
const add = `
WITH forgotten AS (
  DELETE FROM understudy.attempt_minutes WHERE minute < now() - interval '2 hours'
)
INSERT INTO understudy.attempt_minutes AS m (minute, provider, model, requests, failures)
SELECT to_timestamp(minute / 1000.0), provider, model, requests, failures
FROM unnest($1::float8[], $2::text[], $3::text[], $4::int[], $5::int[]) AS a (minute, provider, model, requests, failures)
WHERE to_timestamp(minute / 1000.0) >= now() - interval '2 hours'
ORDER BY minute, provider, model
ON CONFLICT (minute, provider, model) DO UPDATE SET
  requests = m.requests + excluded.requests, failures = m.failures + excluded.failures`;

/** Adds to what is there, and forgets what is older than two hours. */
export async function addAttemptMinutes(pool: Pool, minutes: readonly AttemptMinute[]): Promise<void> {
  await pool.query(add, [
    minutes.map(({ minute }) => minute),
    minutes.map(({ provider }) => provider),
    minutes.map(({ model }) => model),
    minutes.map(({ requests }) => requests),
    minutes.map(({ failures }) => failures),
  ]);
}

interface Row extends Omit<AttemptMinute, 'minute'> {
  readonly minute: Date;
}

/** @param since epoch ms */
export async function listAttemptMinutes(pool: Pool, since: number): Promise<AttemptMinute[]> {
  const { rows } = await pool.query<Row>(
    'SELECT provider, model, minute, requests, failures FROM understudy.attempt_minutes WHERE minute >= $1',
    [new Date(since)],
  );
  return rows.map((row) => ({ ...row, minute: row.minute.getTime() }));
}
