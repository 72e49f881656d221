import type { Requests } from './admin-api.js';
import { secondOf } from './second-of.js';
import { table } from './table.js';
import { dollars, seconds } from './amounts.js';

/** One line for each request, the newest first. */
export function describeRequests({ requests, next }: Requests): string {
  if (requests.length === 0) return 'No request that ended is like that.';
  const list = table(
    ['FINISHED', 'ORG', 'REQUEST', 'OUTCOME', 'BY', 'ATTEMPTS', 'TOOK', 'COST', 'LAST ERROR'],
    requests.map((request) => [
      secondOf(request.finished_at),
      request.org,
      request.custom_id,
      request.outcome,
      request.outcome === 'answered' ? `${request.provider}/${request.model}` : 'nobody',
      String(request.attempts),
      seconds(request.duration_ms),
      dollars(request.cost_usd),
      request.error_class ?? '',
    ]),
  );
  return next === null ? list : `${list}\nThere are more: --before ${next} goes on.`;
}
