import type { Pool } from 'pg';
import { inKeyOrder, keyText, type RequestKey } from './request-key.js';
import type { RequestResult } from './request-row.js';

export interface FinishRequest extends RequestKey {
  readonly fence: number;
  readonly result: RequestResult;
}

/**
 * An update, said as an insert that always conflicts: rows are found through the unique index, whereas the join of an
 * `UPDATE … FROM unnest` reads the whole table as soon as the planner believes that it is small.
 * What is long comes as JSON: pg's own way to write an array copies each text several times to escape it.
 * A result that is there already under our fence is ours, from a try whose reply was lost.
 */
const finish = {
  name: 'finish-requests',
  text: `
INSERT INTO understudy.requests AS r (owner, org, custom_id, fence, result_id, result_topic, result_key, result_headers,
  result_value, state, finished_at, source_topic, source_partition, source_offset)
SELECT $1::text, f.*, 'done', now(), known.*
FROM ROWS FROM (
  unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::bytea[]),
  json_array_elements($8::json), json_array_elements_text($9::json)
) AS f (org, custom_id, fence, id, topic, key, headers, value)
CROSS JOIN LATERAL (
  SELECT source_topic, source_partition, source_offset FROM understudy.requests k
  WHERE k.org = f.org AND k.custom_id = f.custom_id LIMIT 1
) AS known
ON CONFLICT (org, custom_id) DO UPDATE
SET state = 'done', finished_at = excluded.finished_at, result_id = excluded.result_id, result_topic = excluded.result_topic,
  result_key = excluded.result_key, result_headers = excluded.result_headers, result_value = excluded.result_value
WHERE r.owner = excluded.owner AND r.fence = excluded.fence AND r.published_at IS NULL
  AND (r.state = 'running' OR r.result_id = excluded.result_id)
RETURNING org, custom_id`,
};

/** For each request, in their order: is its result the one that holds? No key may come twice. */
export async function finishRequests(
  pool: Pool,
  owner: string,
  requests: readonly FinishRequest[],
): Promise<boolean[]> {
  const ordered = inKeyOrder(requests);
  const { rows } = await pool.query<{ org: string; custom_id: string }>({
    ...finish,
    values: [
      owner,
      ordered.map(({ org }) => org),
      ordered.map(({ customId }) => customId),
      ordered.map(({ fence }) => fence),
      ordered.map(({ result }) => result.id),
      ordered.map(({ result }) => result.topic),
      ordered.map(({ result }) => result.key),
      JSON.stringify(ordered.map(({ result }) => result.headers)),
      JSON.stringify(ordered.map(({ result }) => result.value)),
    ],
  });
  const finished = new Set(rows.map((row) => keyText({ org: row.org, customId: row.custom_id })));
  return requests.map((request) => finished.has(keyText(request)));
}
