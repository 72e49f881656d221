import type { History } from '../history/history.js';

/**
 * What each of these requests waited, told in others' turns: how many calls of other requests began after the broker had
 * it and before its own first call; null for one that was never called. Not told in time: on a busy machine all are slow
 * alike.
 */
export function turnsWaited(
  history: History,
  isOurs: (request: string) => boolean,
): Map<string, number | null> {
  const calls = history.all('called').toSorted((one, other) => one.at - other.at);
  const others = calls.filter(({ request }) => !isOurs(request));
  const waited = new Map<string, number | null>();
  for (const { request, at: producedAt } of history.all('produced')) {
    if (request === null || !isOurs(request)) continue;
    const own = calls.find((call) => call.request === request);
    const turns = own && others.filter(({ at }) => at >= producedAt && at < own.at).length;
    waited.set(request, turns ?? null);
  }
  return waited;
}
