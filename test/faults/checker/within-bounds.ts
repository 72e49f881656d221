import type { EventOf } from '../history/history-event.js';
import type { Check } from './violation.js';

/** I5: no router has more calls under way, or takes more memory, than it may. */
export const withinBounds: Check = (history, { callsAtOnce, residentMiB }) => {
  const byRouter = Map.groupBy(history.all('called'), ({ router }) => router ?? 'a router');
  const crowded = [...byRouter].flatMap(([router, calls]) => {
    const most = mostAtOnce(calls);
    return most.count > callsAtOnce
      ? [`${router} had ${most.count} calls at once, the last of them ${most.request}: ${callsAtOnce} may be`]
      : [];
  });
  const grown = history
    .all('measured')
    .filter((measured) => measured.residentMiB > residentMiB)
    .map(({ router, residentMiB: size }) => `${router} had ${size} MiB in memory: ${residentMiB} may be`);
  return [...crowded, ...grown.slice(0, 1)].map((text) => ({ law: 'I5', text }));
};

function mostAtOnce(calls: readonly EventOf<'called'>[]): { count: number; request: string } {
  const steps = calls.flatMap(({ request, at, endedAt }) => [
    { at, by: 1, request },
    ...(endedAt === null ? [] : [{ at: endedAt, by: -1, request }]),
  ]);
  // One that ends in the millisecond in which another begins makes room for it.
  steps.sort((one, other) => one.at - other.at || one.by - other.by);
  const most = { count: 0, request: '' };
  let count = 0;
  for (const { by, request } of steps) {
    count += by;
    if (count > most.count) Object.assign(most, { count, request });
  }
  return most;
}
