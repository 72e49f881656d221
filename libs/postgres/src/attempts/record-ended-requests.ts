import type { Pool } from 'pg';
import type { TerminalRecord } from '#contracts';
import { openHandoffs } from '../handoffs/open-handoffs.js';
import { makeDays, utcDay } from './make-days.js';
import { asOnlyWriter } from './only-writer.js';

/** What a terminal record says of its request, without what was answered. */
export interface EndedRequest extends Pick<TerminalRecord, 'id' | 'org' | 'custom_id' | 'routing'> {
  /** Null when it was answered. */
  readonly failure: {
    readonly code: string;
    readonly customerMessage: string;
    readonly handoff: boolean;
  } | null;
  /** The same each time that its record is sent. */
  readonly finishedAt: Date;
  readonly traceId: string | null;
}

/** No step's name is empty, so that an empty one can stand for nobody. A request that was never tried is no traffic. */
const insert = {
  name: 'record-ended-requests',
  text: `
WITH inserted AS (
  INSERT INTO understudy.ended_requests (finished_at, id, org, custom_id, outcome, duration_ms, provider, model, attempts,
    cost_usd, error_class, trace_id, chain)
  SELECT finished_at, id, org, custom_id, outcome, duration_ms, provider, model, attempts, cost_usd, error_class, trace_id,
    ARRAY(SELECT json_array_elements_text(chain))
  FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::text[], $8::text[],
    $9::int[], $10::numeric[], $11::text[], $12::text[], $13::json[])
    AS r (finished_at, id, org, custom_id, outcome, duration_ms, provider, model, attempts, cost_usd, error_class, trace_id, chain)
  ON CONFLICT DO NOTHING
  RETURNING finished_at, outcome, provider, model, chain
), added AS (
  INSERT INTO understudy.traffic_flows AS f (minute, first_step, answered_by, requests)
  SELECT date_trunc('minute', finished_at), chain[1],
    CASE outcome WHEN 'answered' THEN provider || '/' || model ELSE '' END AS answered_by, count(*)
  FROM inserted WHERE cardinality(chain) > 0 GROUP BY 1, 2, 3
  ON CONFLICT (minute, first_step, answered_by) DO UPDATE SET requests = f.requests + excluded.requests
)
SELECT count(*)::int AS recorded FROM inserted`,
};

/** Stores each request once, however often its record comes, with the handoffs that it asks for; says how many were new. */
export function recordEndedRequests(pool: Pool, requests: readonly EndedRequest[]): Promise<number> {
  const days = new Set(requests.map(({ finishedAt }) => utcDay(finishedAt)));
  return asOnlyWriter(pool, 'ended_requests', async (client) => {
    await makeDays(client, 'ended_requests', days);
    const { rows } = await client.query<{ recorded: number }>({ ...insert, values: columnsOf(requests) });
    await openHandoffs(
      client,
      requests.flatMap(({ org, custom_id, finishedAt, failure }) =>
        failure?.handoff ? [{ org, customId: custom_id, at: finishedAt, ...failure }] : [],
      ),
    );
    return rows[0]?.recorded ?? 0;
  });
}

function columnsOf(requests: readonly EndedRequest[]): unknown[] {
  const lasts = requests.map(({ routing }) => ({
    step: routing.provider === null ? routing.attempts.at(-1) : routing,
    failed: routing.attempts.findLast(({ error }) => error !== null),
  }));
  return [
    requests.map(({ finishedAt }) => finishedAt),
    requests.map(({ id }) => id),
    requests.map(({ org }) => org),
    requests.map(({ custom_id }) => custom_id),
    requests.map(({ failure }) => (failure === null ? 'answered' : 'failed')),
    requests.map(({ routing }) => routing.duration_ms),
    lasts.map(({ step }) => step?.provider ?? null),
    lasts.map(({ step }) => step?.model ?? null),
    requests.map(({ routing }) => routing.attempts.length),
    requests.map(({ routing }) => routing.cost_usd),
    lasts.map(({ failed }) => failed?.error?.class ?? null),
    requests.map(({ traceId }) => traceId),
    requests.map(({ routing }) => JSON.stringify(routing.fallback_chain_used)),
  ];
}
