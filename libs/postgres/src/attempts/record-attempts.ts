import type { Pool } from 'pg';
import type { LlmAttempt } from '#contracts';
import { sessionName } from '../spending/spending-period.js';
import { makeDays, utcDay } from './make-days.js';
import { asOnlyWriter } from './only-writer.js';

export interface RecordedAttempt {
  readonly record: LlmAttempt;
  readonly traceId: string | null;
}

/**
 * Totals grow by what was inserted, and by nothing that was there before. Whether a request is new to a total is seen in
 * the table as it was when the statement began.
 */
const insert = {
  name: 'record-attempts',
  text: `
WITH inserted AS (
  INSERT INTO understudy.attempts (started_at, id, org, custom_id, session, provider, model, step, attempt, outcome,
    error_class, duration_ms, time_to_first_token_ms, cost_usd, hedged, trace_id)
  SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[],
    $9::int[], $10::text[], $11::text[], $12::float8[], $13::float8[], $14::numeric[], $15::boolean[], $16::text[])
  ON CONFLICT DO NOTHING
  RETURNING (started_at AT TIME ZONE 'UTC')::date AS day, org, custom_id, session, provider, model, cost_usd
), counted AS (
  SELECT i.*, i.provider || '/' || i.model AS step_name, known.request IS NULL AS is_new, known.model IS NOT TRUE AS is_new_to_model
  FROM inserted AS i CROSS JOIN LATERAL (
    SELECT bool_or(true) AS request, bool_or(a.provider = i.provider AND a.model = i.model) AS model
    FROM understudy.attempts AS a
    WHERE a.org = i.org AND a.custom_id = i.custom_id
      AND a.started_at >= i.day::timestamp AT TIME ZONE 'UTC' AND a.started_at < (i.day + 1)::timestamp AT TIME ZONE 'UTC'
  ) AS known
), lines AS (
  SELECT day, 'org' AS kind, org AS name, org, count(DISTINCT custom_id) FILTER (WHERE is_new), count(*), sum(cost_usd)
  FROM counted GROUP BY day, org
  UNION ALL
  SELECT day, 'session', session, org, count(DISTINCT custom_id) FILTER (WHERE is_new), count(*), sum(cost_usd)
  FROM counted WHERE session IS NOT NULL GROUP BY day, org, session
  UNION ALL
  SELECT day, 'model', step_name, org, count(DISTINCT custom_id) FILTER (WHERE is_new_to_model), count(*), sum(cost_usd)
  FROM counted GROUP BY day, org, step_name
), added AS (
  INSERT INTO understudy.daily_costs AS c (day, kind, name, org, requests, attempts, cost_usd) SELECT * FROM lines
  ON CONFLICT (day, kind, name, org) DO UPDATE
  SET requests = c.requests + excluded.requests, attempts = c.attempts + excluded.attempts, cost_usd = c.cost_usd + excluded.cost_usd
)
SELECT count(*)::int AS recorded FROM inserted`,
};

/** Stores each attempt once, however often it comes, and adds it to its day's costs; says how many were new. */
export function recordAttempts(pool: Pool, attempts: readonly RecordedAttempt[]): Promise<number> {
  const days = new Set(attempts.map(({ record }) => utcDay(new Date(record.started_at))));
  return asOnlyWriter(pool, 'attempts', async (client) => {
    await makeDays(client, 'attempts', days);
    const { rows } = await client.query<{ recorded: number }>({ ...insert, values: columnsOf(attempts) });
    return rows[0]?.recorded ?? 0;
  });
}

function columnsOf(attempts: readonly RecordedAttempt[]): unknown[] {
  const records = attempts.map(({ record }) => record);
  return [
    records.map(({ started_at }) => started_at),
    records.map(({ id }) => id),
    records.map(({ org }) => org),
    records.map(({ custom_id }) => custom_id),
    records.map(({ session }) => (session ? sessionName(session) : null)),
    records.map(({ provider }) => provider),
    records.map(({ model }) => model),
    records.map(({ step }) => step),
    records.map(({ attempt }) => attempt),
    records.map(({ outcome }) => outcome),
    records.map(({ error }) => error?.class ?? null),
    records.map(({ duration_ms }) => duration_ms),
    records.map(({ time_to_first_token_ms }) => time_to_first_token_ms),
    records.map(({ cost_usd }) => cost_usd),
    records.map(({ hedged }) => hedged),
    attempts.map(({ traceId }) => traceId),
  ];
}
