import type { Costs } from './admin-api.js';
import { dollars } from './amounts.js';
import { table } from './table.js';

/** One line for each name, the highest cost first. */
export function describeCosts({ day, costs, next }: Costs): string {
  if (costs.length === 0) return `Nothing was tried on ${day}.`;
  const list = table(
    [day, 'REQUESTS', 'ATTEMPTS', 'COST'],
    costs.map(({ name, requests, attempts, cost_usd }) => [
      name,
      String(requests),
      String(attempts),
      dollars(cost_usd),
    ]),
  );
  return next === null ? list : `${list}\nThere are more: --after ${next} goes on.`;
}
