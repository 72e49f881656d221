import type { Handoffs } from './admin-api.js';
import { secondOf } from './second-of.js';
import { table } from './table.js';

/** One line for each request that a person has to take over, or has taken. */
export function describeHandoffs({ handoffs, next }: Handoffs): string {
  if (handoffs.length === 0) return 'No request is like that: nobody waits for a person.';
  const list = table(
    ['FAILED', 'ORG', 'REQUEST', 'WHY', 'TAKEN BY', 'WHAT THE CUSTOMER IS TOLD'],
    handoffs.map(({ at, org, custom_id, code, taken_by, customer_message }) => [
      secondOf(at),
      org,
      custom_id,
      code,
      taken_by ?? 'nobody yet',
      customer_message,
    ]),
  );
  return next === null ? list : `${list}\nThere are more: --after ${next} goes on.`;
}
