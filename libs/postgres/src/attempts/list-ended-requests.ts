import type { Pool } from 'pg';
import type { RequestSummary } from '#contracts';
import { Conditions } from '../conditions.js';

/** The place of a request in the list, newest first. */
export interface EndedPlace {
  readonly at: Date;
  /** Of its result. */
  readonly id: string;
}

export interface EndedFilter {
  readonly org?: string | undefined;
  readonly provider?: string | undefined;
  readonly errorClass?: string | undefined;
  readonly outcome?: RequestSummary['outcome'] | undefined;
  /** Those that ended then or later. */
  readonly since?: Date | undefined;
  /** Those that ended before then. */
  readonly until?: Date | undefined;
  /** Those that come after this one. */
  readonly after?: EndedPlace | undefined;
}

export interface ListedRequest {
  readonly place: EndedPlace;
  readonly request: RequestSummary;
}

interface EndedRow extends Omit<RequestSummary, 'state' | 'started_at' | 'finished_at'> {
  readonly id: string;
  readonly finished_at: Date;
}

const columns = `id, org, custom_id, outcome, finished_at, duration_ms, provider, model, chain, attempts,
  cost_usd::float8 AS cost_usd, error_class, trace_id`;

/** The newest first. A request keeps its place, so that whoever pages on sees each one once, whatever comes meanwhile. */
export async function listEndedRequests(
  pool: Pool,
  filter: EndedFilter,
  limit: number,
): Promise<ListedRequest[]> {
  const { where, values } = conditionsOf(filter);
  const { rows } = await pool.query<EndedRow>(
    `SELECT ${columns} FROM understudy.ended_requests ${where}
     ORDER BY finished_at DESC, id DESC LIMIT $${values.length + 1}`,
    [...values, limit],
  );
  return rows.map(({ id, finished_at: finishedAt, ...row }) => ({
    place: { at: finishedAt, id },
    request: {
      ...row,
      state: 'done',
      started_at: new Date(finishedAt.getTime() - Math.round(row.duration_ms)).toISOString(),
      finished_at: finishedAt.toISOString(),
    },
  }));
}

function conditionsOf({ after, ...filter }: EndedFilter): Conditions {
  const conditions = new Conditions()
    .addIf('org = $', filter.org)
    .addIf('provider = $', filter.provider)
    .addIf('error_class = $', filter.errorClass)
    .addIf('finished_at >= $', filter.since)
    .addIf('finished_at < $', filter.until);
  // Said as it stands in the partial index, or the planner does not see that it fits.
  if (filter.outcome !== undefined) conditions.add(`outcome = '${filter.outcome}'`);
  if (after !== undefined) {
    // The row comparison alone does not tell the planner which days to pass over.
    conditions.add('finished_at <= $', after.at).add('(finished_at, id) < ($, $)', after.at, after.id);
  }
  return conditions;
}
