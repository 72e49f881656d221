import type { Pool } from 'pg';
import { inKeyOrder, keyText, type RequestKey } from './request-key.js';
import {
  resultColumns,
  resultOf,
  type RequestResult,
  type RequestRow,
  type RequestSource,
} from './request-row.js';

export interface ClaimRequest extends RequestKey {
  /** The record that asks for the request to be run. */
  readonly source: RequestSource;
}

export type Claim =
  /** Ours: run it, and finish it with this fence. */
  | { readonly kind: 'claimed'; readonly fence: number }
  /** Run already, its publishing was never marked: ours to publish and to mark. */
  | { readonly kind: 'unpublished'; readonly fence: number; readonly result: RequestResult }
  /** A live router runs or publishes it, or this one does for another record. Ask again, at the latest when its lease ends. */
  | { readonly kind: 'held'; readonly leaseLeftMs: number }
  /** Parked until a provider can go on: it comes from there, not from the log. */
  | { readonly kind: 'waiting' }
  /** Answered. `sameSource`: for this very record; otherwise this is another record of the same request, and gets the same answer. */
  | { readonly kind: 'published'; readonly result: RequestResult; readonly sameSource: boolean };

/**
 * A row goes to whoever inserts it. A row that is there, not waiting and not yet published is taken over
 * - by its owner, for the record that it was claimed for: the reply to that claim was lost;
 * - by anyone, once its owner's lease is over or gone. Leases are seen as they were when the statement began: whoever
 *   claimed the row since then may have a lease that is not seen, hence `claimed_at < now()`.
 */
const claim = {
  name: 'claim-requests',
  text: `
INSERT INTO understudy.requests AS r (owner, org, custom_id, source_topic, source_partition, source_offset)
SELECT $1::text, * FROM unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::bigint[])
ON CONFLICT (org, custom_id) DO UPDATE
SET fence = r.fence + 1, owner = excluded.owner, claimed_at = excluded.claimed_at,
  source_topic = excluded.source_topic, source_partition = excluded.source_partition, source_offset = excluded.source_offset
WHERE r.published_at IS NULL AND r.state <> 'waiting' AND CASE
  WHEN r.owner = excluded.owner THEN
    (r.source_topic, r.source_partition, r.source_offset)
    = (excluded.source_topic, excluded.source_partition, excluded.source_offset)
  ELSE
    r.claimed_at < now()
    AND NOT EXISTS (SELECT FROM understudy.routers o WHERE o.id = r.owner AND o.lease_until > now())
  END
RETURNING org, custom_id, state, fence, ${resultColumns}`,
};

/**
 * A statement of its own: the first one does not see the rows that it could not take as they have become since it began.
 * `LATERAL … LIMIT 1` keeps it at one look-up by key for each row, where a join may be planned as a scan.
 */
const look = {
  name: 'look-at-requests',
  text: `
SELECT org, custom_id, state, fence, ${resultColumns}, published_at IS NOT NULL AS published,
  (source_topic, source_partition, source_offset) = (k.topic, k.partition, k."offset") AS same_source,
  coalesce(greatest(extract(epoch FROM o.lease_until - now()) * 1000, 0), 0)::float8 AS lease_left_ms
FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[]) AS k (k_org, k_custom_id, topic, partition, "offset")
CROSS JOIN LATERAL (SELECT * FROM understudy.requests WHERE org = k_org AND custom_id = k_custom_id LIMIT 1) AS r
LEFT JOIN understudy.routers o ON o.id = owner`,
};

interface LookedAtRow extends RequestRow {
  readonly published: boolean;
  readonly same_source: boolean;
  readonly lease_left_ms: number;
}

/** One claim for each request, in their order. No key may come twice. */
export async function claimRequests(
  pool: Pool,
  owner: string,
  requests: readonly ClaimRequest[],
): Promise<Claim[]> {
  const claims = new Map<string, Claim>();
  const taken = await pool.query<RequestRow>({ ...claim, values: [owner, ...columnsOf(requests)] });
  for (const row of taken.rows) claims.set(keyOf(row), takenClaim(row));

  const rest = requests.filter((request) => !claims.has(keyText(request)));
  if (rest.length > 0) {
    const seen = await pool.query<LookedAtRow>({ ...look, values: columnsOf(rest) });
    for (const row of seen.rows) claims.set(keyOf(row), seenClaim(row));
  }
  // A row that is gone by now was deleted as old between the two statements: asking again inserts it.
  return requests.map((request) => claims.get(keyText(request)) ?? { kind: 'held', leaseLeftMs: 0 });
}

function columnsOf(requests: readonly ClaimRequest[]): unknown[] {
  const ordered = inKeyOrder(requests);
  return [
    ordered.map(({ org }) => org),
    ordered.map(({ customId }) => customId),
    ordered.map(({ source }) => source.topic),
    ordered.map(({ source }) => source.partition),
    ordered.map(({ source }) => source.offset),
  ];
}

const keyOf = ({ org, custom_id }: RequestRow): string => keyText({ org, customId: custom_id });

function takenClaim(row: RequestRow): Claim {
  const fence = Number(row.fence);
  const result = resultOf(row);
  return result ? { kind: 'unpublished', fence, result } : { kind: 'claimed', fence };
}

function seenClaim(row: LookedAtRow): Claim {
  const result = resultOf(row);
  if (row.state === 'waiting') return { kind: 'waiting' };
  if (result && row.published) return { kind: 'published', result, sameSource: row.same_source };
  return { kind: 'held', leaseLeftMs: row.lease_left_ms };
}
