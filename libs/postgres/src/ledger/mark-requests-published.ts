import type { Pool } from 'pg';
import { inKeyOrder, type RequestKey } from './request-key.js';

export interface PublishedRequest extends RequestKey {
  readonly fence: number;
}

/** An update, said as an insert that always conflicts: see `finish-requests.ts`. */
const markPublished = {
  name: 'mark-requests-published',
  text: `
INSERT INTO understudy.requests AS r (owner, org, custom_id, fence, source_topic, source_partition, source_offset)
SELECT $1::text, p.*, known.*
FROM unnest($2::text[], $3::text[], $4::bigint[]) AS p (org, custom_id, fence)
CROSS JOIN LATERAL (
  SELECT source_topic, source_partition, source_offset FROM understudy.requests k
  WHERE k.org = p.org AND k.custom_id = p.custom_id LIMIT 1
) AS known
ON CONFLICT (org, custom_id) DO UPDATE SET published_at = now()
WHERE r.owner = excluded.owner AND r.fence = excluded.fence AND r.state = 'done' AND r.published_at IS NULL`,
};

/** A request that was taken over meanwhile is left to its new owner. No key may come twice. */
export async function markRequestsPublished(
  pool: Pool,
  owner: string,
  requests: readonly PublishedRequest[],
): Promise<undefined[]> {
  const ordered = inKeyOrder(requests);
  await pool.query({
    ...markPublished,
    values: [
      owner,
      ordered.map(({ org }) => org),
      ordered.map(({ customId }) => customId),
      ordered.map(({ fence }) => fence),
    ],
  });
  return requests.map(() => undefined);
}
