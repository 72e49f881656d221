import type { ErrorClass } from '#contracts';
import { defaultHealthPolicy, type HealthPolicy } from '#fallback';

/** Epoch ms throughout. `cause` is the class of the failure that led here. */
export type ModelState =
  | { readonly state: 'healthy'; readonly since: number }
  | { readonly state: 'degraded'; readonly since: number; readonly cause: ErrorClass }
  | Unusable
  | {
      readonly state: 'recovering';
      readonly since: number;
      readonly cause: ErrorClass;
      readonly lastFailureAt: number;
      /** In a row, of attempts that started after the failure. */
      readonly successes: number;
    };

export interface Unusable {
  readonly state: 'limited' | 'down';
  readonly since: number;
  /** When it may be tried again. That it passes changes nothing here: only an attempt shows that all is well. */
  readonly until: number;
  readonly cause: ErrorClass;
  readonly lastFailureAt: number;
  /** Nothing has failed: the provider announced that nothing is left until then, and will have something then. */
  readonly announced?: true;
}

export interface CountedFailure {
  readonly endedAt: number;
  readonly class: ErrorClass;
  /** How long to leave the model alone, in ms; null when it may go on. */
  readonly cooldownMs: number | null;
  readonly failureRate: number;
}

/** A provider's word, with an answer, that nothing is left until a time. */
export interface LimitAnnounced {
  readonly at: number;
  readonly until: number;
}

/** What an operator says of a model, and until when it is to be left alone. */
export interface FailureReport {
  readonly at: number;
  readonly class: ErrorClass;
  readonly until: number;
}

export interface Success {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly failureRate: number;
}

/**
 * One call in ten is degraded by default: more is felt by users, and a fallback on every tenth request costs time; less is
 * an API's everyday noise. One success may be luck; each further one costs a real request that could have gone elsewhere.
 */
type Thresholds = Pick<HealthPolicy, 'degradedRate' | 'successesToRecover'>;

/** Half of it makes a model healthy again: a rate about the threshold must not make the state waver with each call. */
const healthyShare = 0.5;

/*
 * healthy, degraded, recovering, limited
 *               ── failure with a cooldown → limited (rate_limit) | down (any other class)
 * down          ── failure with a cooldown → down, until later
 * healthy, recovering
 *               ── failure without one, rate ≥ `degradedRate` → degraded
 * degraded      ── success, rate < half of that → healthy
 * healthy, degraded, recovering
 *               ── an answer announces that nothing is left → limited (announced)
 * limited (announced)
 *               ── another such answer → limited (announced), until later
 *               ── its time is over → healthy; what still gets an answer before changes nothing
 * limited, down ── success of an attempt that started after the failure → recovering
 * recovering    ── `successesToRecover` such successes in a row → healthy
 * degraded, recovering
 *               ── a whole window without attempts → healthy
 * any           ── an operator says that it fails → limited | down, as by a failure with a cooldown
 *               ── an operator says that it works → healthy
 *
 * What happened before the state began is old news: it changes no state. What an operator said may be heard again at any
 * time, and changes nothing then.
 */

export function afterFailure(
  state: ModelState,
  failure: CountedFailure,
  { degradedRate }: Thresholds = defaultHealthPolicy,
): ModelState {
  const { endedAt, cooldownMs } = failure;
  if (endedAt < state.since) return state;
  if (cooldownMs !== null)
    return leftAlone(state, { at: endedAt, class: failure.class, until: endedAt + cooldownMs });
  switch (state.state) {
    case 'limited':
    case 'down':
      return { ...state, lastFailureAt: Math.max(state.lastFailureAt, endedAt) };
    case 'degraded':
      return state;
    case 'healthy':
    case 'recovering':
      if (failure.failureRate >= degradedRate)
        return { state: 'degraded', since: endedAt, cause: failure.class };
      return state.state === 'healthy' ? state : { ...state, successes: 0, lastFailureAt: endedAt };
  }
}

function leftAlone(state: ModelState, { at, class: cause, until }: FailureReport): Unusable {
  const kind = cause === 'rate_limit' ? 'limited' : 'down';
  const fresh: Unusable = { state: kind, since: at, until, cause, lastFailureAt: at };
  if (!isUnusable(state)) return fresh;
  const longer = {
    until: Math.max(state.until, until),
    lastFailureAt: Math.max(state.lastFailureAt, at),
  };
  if (state.state === 'down' && kind === 'limited') return { ...state, ...longer };
  return { ...fresh, ...longer, since: state.state === kind ? state.since : at };
}

/** Whoever has met a limit, or a failure, knows more than this. */
export function afterAnnouncement(state: ModelState, { at, until }: LimitAnnounced): ModelState {
  if (at < state.since || until <= at) return state;
  if (!isUnusable(state)) return { ...leftAlone(state, { at, class: 'rate_limit', until }), announced: true };
  return state.announced ? { ...state, until: Math.max(state.until, until) } : state;
}

/** However well it did. */
export function afterFailureReport(state: ModelState, report: FailureReport): ModelState {
  if (report.at < state.since) return state;
  const next = leftAlone(state, report);
  const saysNothingNew = isUnusable(state) && next.state === state.state && next.until === state.until;
  return saysNothingNew ? state : next;
}

/** An operator says that all is well. What failed later than that was said still counts. */
export function afterReset(state: ModelState, at: number): ModelState {
  if (state.state === 'healthy' || at < state.since) return state;
  if ('lastFailureAt' in state && at < state.lastFailureAt) return state;
  return { state: 'healthy', since: at };
}

const isUnusable = (state: ModelState): state is Unusable =>
  state.state === 'limited' || state.state === 'down';

export function afterSuccess(
  state: ModelState,
  success: Success,
  { degradedRate, successesToRecover }: Thresholds = defaultHealthPolicy,
): ModelState {
  const { startedAt, endedAt } = success;
  if (endedAt < state.since) return state;
  switch (state.state) {
    case 'healthy':
      return state;
    case 'degraded':
      return success.failureRate < degradedRate * healthyShare ? { state: 'healthy', since: endedAt } : state;
    case 'limited':
    case 'down':
      if (state.announced) return afterTime(state, endedAt);
      if (startedAt < state.lastFailureAt) return state;
      if (successesToRecover === 1) return { state: 'healthy', since: endedAt };
      return {
        state: 'recovering',
        since: endedAt,
        cause: state.cause,
        lastFailureAt: state.lastFailureAt,
        successes: 1,
      };
    case 'recovering':
      if (startedAt < state.lastFailureAt) return state;
      if (state.successes + 1 >= successesToRecover) return { state: 'healthy', since: endedAt };
      return { ...state, successes: state.successes + 1 };
  }
}

/** That a time is over changes only what the provider itself announced to end then. */
export function afterTime(state: ModelState, now: number): ModelState {
  return isUnusable(state) && state.announced && now >= state.until
    ? { state: 'healthy', since: now }
    : state;
}

/** After a whole window without attempts: what has been well enough to be used is not held against anyone for ever. */
export function afterQuiet(state: ModelState, now: number): ModelState {
  return state.state === 'degraded' || state.state === 'recovering'
    ? { state: 'healthy', since: now }
    : state;
}
