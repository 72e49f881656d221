import type { Pool } from 'pg';
import type { TrafficFlow } from '#contracts';

const list = `
SELECT first_step AS from, nullif(answered_by, '') AS to, sum(requests)::float8 AS requests
FROM understudy.traffic_flows WHERE minute >= date_trunc('minute', $1::timestamptz)
GROUP BY first_step, answered_by ORDER BY 3 DESC, first_step, answered_by`;

/** Where the requests went that ended since that minute, the widest flow first. */
export async function listFlows(pool: Pool, since: Date): Promise<TrafficFlow[]> {
  return (await pool.query<TrafficFlow>(list, [since])).rows;
}
