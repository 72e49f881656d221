import { agreement, summarize, type RequestEnd, type Summary } from '#fallback';
import type { Past, Window } from './read-past.js';

/** Times are ISO 8601. */
export interface Report {
  readonly since: string;
  readonly until: string;
  /** Whose requests it is about; null: everybody's. */
  readonly org: string | null;
  /** What happened. */
  readonly actual: Summary;
  /** What would have happened under the config of now: how far that is from what did says how far to trust the rest. */
  readonly now: Summary;
  readonly new: Summary;
  /** The share of requests that end under the config of now as they did; null where none can be compared. */
  readonly agreement: number | null;
  /** Are fewer answered under the new config, of those of which it is known what the config of now does? */
  readonly worse: boolean;
  readonly notes: readonly string[];
}

export interface Ends {
  readonly actual: readonly RequestEnd[];
  readonly now: readonly RequestEnd[];
  readonly new: readonly RequestEnd[];
}

/** @throws when the organization that it is to be about has no request then */
export function reportOf(
  { since, until, org }: Window & { readonly org: string | null },
  { requests }: Pick<Past, 'requests'>,
  ends: Ends,
  notes: readonly string[],
): Report {
  const keys = new Set(
    requests.filter(({ request }) => org === null || request.org === org).map(({ key }) => key),
  );
  if (keys.size === 0) throw new Error(`organization '${org}' has no request among those of that time`);
  const only = (all: readonly RequestEnd[]): RequestEnd[] => all.filter(({ key }) => keys.has(key));
  const [actual, now, next] = [only(ends.actual), only(ends.now), only(ends.new)];
  return {
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
    org,
    actual: summarize(actual),
    now: summarize(now),
    new: summarize(next),
    agreement: agreement(actual, now),
    worse: isWorse(now, next),
    notes,
  };
}

/** What is not known of the config of now must not excuse the new one. */
function isWorse(now: readonly RequestEnd[], next: readonly RequestEnd[]): boolean {
  const known = new Set(now.flatMap(({ key, end }) => (end === 'unknown' ? [] : [key])));
  const answered = (ends: readonly RequestEnd[]): number =>
    ends.filter(({ key, end }) => end === 'answered' && known.has(key)).length;
  return answered(next) < answered(now);
}
