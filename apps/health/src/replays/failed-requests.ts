import type { FailureCode } from '#contracts';
import { listEndedRequests, type EndedFilter, type EndedPlace, type KnownReplays } from '#postgres';
import type { Pool } from 'pg';
import { familyOf, knownReplays } from './known-replays.js';

/** A request that failed, and what is known of it and of its replays. */
export interface FailedRequest {
  readonly org: string;
  readonly customId: string;
  readonly known: KnownReplays;
}

export interface FailedFilter extends Omit<EndedFilter, 'outcome'> {
  readonly code?: FailureCode | undefined;
}

const pageSize = 500;

/** However few of them are wanted: a call has an end. */
const mostLookedAt = 20_000;

/**
 * Those that failed, the newest first: up to so many, and where to go on for more. A request and its replays are one, and
 * the newest of their failures counts. What was cancelled is wanted no more, and among them only if that is asked for.
 */
export async function failedRequests(
  pool: Pool,
  { code, ...filter }: FailedFilter,
  limit: number,
): Promise<{ readonly found: readonly FailedRequest[]; readonly next: EndedPlace | null }> {
  const found: FailedRequest[] = [];
  const families = new Set<string>();
  let { after } = filter;
  for (let lookedAt = pageSize; ; lookedAt += pageSize) {
    const page = await listEndedRequests(pool, { ...filter, outcome: 'failed', after }, pageSize);
    const answers = await knownReplays(
      pool,
      page.map(({ request }) => request),
    );
    for (const [index, { place, request }] of page.entries()) {
      after = place;
      const family = familyOf(request);
      if (families.has(family)) continue;
      families.add(family);
      const known = answers[index]!;
      if (!isWanted(known, code)) continue;
      found.push({ org: request.org, customId: request.custom_id, known });
      const isLast = page.length < pageSize && index === page.length - 1;
      if (found.length === limit) return { found, next: isLast ? null : place };
    }
    if (page.length < pageSize) return { found, next: null };
    if (lookedAt >= mostLookedAt) return { found, next: after ?? null };
  }
}

const isWanted = ({ request }: KnownReplays, code: FailureCode | undefined): boolean =>
  code === undefined ? request?.code !== 'cancelled' : request?.code === code;
