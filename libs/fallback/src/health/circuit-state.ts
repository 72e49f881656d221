import type { ErrorClass } from '#contracts';
import type { Availability } from './availability.js';

/** Epoch ms throughout. */
export type CircuitState =
  /** `recoveredAt`: when its last cooldown ended well; 0 if it never had one. */
  | { readonly state: 'closed'; readonly recoveredAt: number }
  | (Trouble & { readonly state: 'open' })
  | (Trouble & { readonly state: 'half-open'; readonly inFlight: number })
  | (Trouble & {
      readonly state: 'recovering';
      readonly recoveredAt: number;
      readonly inFlight: number;
      /** How many may be in flight at once. */
      readonly allowed: number;
    });

/** What is left alone, why and until when. */
export interface Trouble {
  readonly failedAt: number;
  readonly until: number;
  readonly class: ErrorClass;
}

/** When an attempt ran that tells of the subject. */
export interface Span {
  readonly startedAt: number;
  readonly endedAt: number;
}

export const neverOpened: CircuitState = { state: 'closed', recoveredAt: 0 };

/** A provider that answers this many at once needs no more care: six good answers after the probe's. */
const allowedWhenClosed = 64;

/*
 * closed     ── failure with a cooldown → open
 * open       ── failure → open, until the later of the two times
 *            ── an attempt starts → half-open (before `until` only one that nothing else was left for)
 * half-open  ── failure → open
 *            ── success → recovering, one in flight allowed
 *            ── the last attempt under way ends and tells nothing → open: the next one may probe
 * recovering ── failure → open
 *            ── success → twice as many allowed; closed at 64
 * open, half-open
 *            ── others say that it works → recovering
 *
 * Invariant: in flight are the attempts that started after the failure, `startedAt > failedAt`, and have not ended. Only
 * they are a trial; what started earlier is old news: its success proves nothing and its failure is the one already known.
 */

export function availabilityIn(state: CircuitState, now: number): Availability {
  switch (state.state) {
    case 'closed':
      return { state: 'usable', recoveredAt: state.recoveredAt };
    case 'open':
      return now < state.until
        ? { state: 'resting', until: state.until, class: state.class }
        : { state: 'probe', class: state.class };
    case 'half-open':
      return { state: 'resting', until: state.until, class: state.class };
    case 'recovering':
      return state.inFlight < state.allowed
        ? { state: 'usable', recoveredAt: state.recoveredAt }
        : { state: 'resting', until: state.recoveredAt, class: state.class };
  }
}

/** Did an attempt that started then try what had failed? */
export const isTrial = (state: CircuitState, startedAt: number): boolean =>
  state.state !== 'closed' && startedAt > state.failedAt;

export function afterStart(state: CircuitState, startedAt: number): CircuitState {
  if (state.state === 'closed' || !isTrial(state, startedAt)) return state;
  if (state.state === 'open') return { ...state, state: 'half-open', inFlight: 1 };
  return { ...state, inFlight: state.inFlight + 1 };
}

/** An attempt has ended and told nothing: it was cancelled, or its failure was no fault of this subject. */
export function afterSilence(state: CircuitState, startedAt: number): CircuitState {
  if (!isTrial(state, startedAt)) return state;
  if (state.state === 'half-open' && state.inFlight === 1) return openFor(state);
  return state.state === 'half-open' || state.state === 'recovering'
    ? { ...state, inFlight: oneLess(state.inFlight) }
    : state;
}

export function afterSuccess(state: CircuitState, { startedAt, endedAt }: Span): CircuitState {
  if (!isTrial(state, startedAt)) return state;
  if (state.state !== 'recovering') return afterGoodNews(afterSilence(state, startedAt), endedAt);
  const allowed = state.allowed * 2;
  return allowed >= allowedWhenClosed
    ? { state: 'closed', recoveredAt: state.recoveredAt }
    : { ...state, allowed, inFlight: oneLess(state.inFlight) };
}

/** It works, as an attempt has shown or somebody says who knows. */
export function afterGoodNews(state: CircuitState, at: number): CircuitState {
  if (state.state === 'closed' || state.state === 'recovering') return state;
  const inFlight = state.state === 'half-open' ? state.inFlight : 0;
  return { ...state, state: 'recovering', recoveredAt: at, inFlight, allowed: 1 };
}

/** It is to be left alone. Whoever is under way began before that was known, and is no trial of it any more. */
export function afterBadNews(state: CircuitState, trouble: Trouble): CircuitState {
  if (state.state === 'closed' || state.state === 'recovering') return openFor(trouble);
  const failedAt = Math.max(state.failedAt, trouble.failedAt);
  return openFor({ ...(trouble.until >= state.until ? trouble : state), failedAt });
}

const openFor = ({ failedAt, until, class: errorClass }: Trouble): CircuitState => ({
  state: 'open',
  failedAt,
  until,
  class: errorClass,
});

/** Clocks may step back, and then an attempt can end as a trial that did not start as one. */
const oneLess = (inFlight: number): number => Math.max(0, inFlight - 1);
