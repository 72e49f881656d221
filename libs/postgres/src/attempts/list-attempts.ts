import type { Pool } from 'pg';
import type { AttemptView } from '#contracts';

export interface AttemptsOfRequest {
  /** In the order in which they began. */
  readonly attempts: AttemptView[];
  readonly traceId: string | null;
}

interface AttemptRow extends Omit<AttemptView, 'started_at'> {
  readonly started_at: Date;
  readonly trace_id: string | null;
}

const list = `
SELECT provider, model, step, attempt, outcome, error_class, started_at, duration_ms, time_to_first_token_ms,
  cost_usd::float8 AS cost_usd, hedged, trace_id
FROM understudy.attempts WHERE org = $1 AND custom_id = $2 ORDER BY started_at, step, attempt`;

export async function listAttempts(pool: Pool, org: string, customId: string): Promise<AttemptsOfRequest> {
  const { rows } = await pool.query<AttemptRow>(list, [org, customId]);
  return {
    attempts: rows.map(({ trace_id: _, started_at, ...row }) => ({
      ...row,
      started_at: started_at.toISOString(),
    })),
    traceId: rows.find(({ trace_id }) => trace_id !== null)?.trace_id ?? null,
  };
}
