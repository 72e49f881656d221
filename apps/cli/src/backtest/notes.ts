import type { RoutingConfig } from '#fallback';
import type { Past } from './read-past.js';

export interface Circumstances {
  readonly past: Past;
  readonly now: RoutingConfig;
  readonly next: RoutingConfig;
  /** The new one as this machine alone would have it. */
  readonly plain: RoutingConfig;
  /** On what is known of organizations. */
  readonly organizations: string | null;
}

/** What the reader of a backtest has to know of it, besides its figures. */
export function notesOn({ past, now, next, plain, organizations }: Circumstances): string[] {
  const { routers, cancelled, unreadable, cutShort } = past;
  const standIns = [...next.providers.keys()].filter((name) => !plain.providers.has(name));
  const limited = [...next.providers.values()].filter(({ limits }) => Object.values(limits).some(Boolean));
  const mayNeed: readonly (readonly [isNeeded: boolean, note: string])[] = [
    [
      standIns.length > 0,
      `${standIns.join(', ')}: taken to be callable, though this machine lacks a key or an address; each with the model ` +
        'that it was called with most, where nothing names one.',
    ],
    [organizations !== null, `${organizations}.`],
    [
      limited.length > 0,
      `Limits of ${limited.map(({ name }) => name).join(', ')} are those of one router; ${routers} made the calls then.`,
    ],
    [cancelled > 0, `${cancelled} request(s) that were cancelled are left out.`],
    [unreadable > 0, `${unreadable} record(s) that are no request are left out.`],
    [cutShort > 0, `${cutShort} call(s) that were cut short tell nothing of how they would have ended.`],
  ];
  return [
    ...next.notices,
    ...longerWaits(now, next),
    ...mayNeed.flatMap(([isNeeded, note]) => (isNeeded ? [note] : [])),
    'At the beginning nothing is known of any provider, and nothing is spent; what operators forced or reported is not repeated.',
  ];
}

/** A call that timed out then ends so in a backtest, however long the new config would wait. */
const longerWaits = (now: RoutingConfig, next: RoutingConfig): string[] =>
  [...next.providers.values()].flatMap(({ name, timeoutMs }) => {
    const before = now.providers.get(name)?.timeoutMs ?? timeoutMs;
    return timeoutMs > before
      ? [
          `${name} may take ${timeoutMs / 1000} s instead of ${before / 1000} s: what timed out then counts as timed out still.`,
        ]
      : [];
  });
