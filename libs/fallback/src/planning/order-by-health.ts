import type { Availability, HealthView } from '../health/availability.js';
import { calleeOf, noted, type Candidate } from './candidate.js';
import { recoverable } from './recoverable.js';

/**
 * Moves candidates that are resting to the back, the one that recovers first before the others; drops none. A usable one
 * that does not catch the failure of those moved before it stays behind them: it was not meant for this failure.
 */
export function orderByHealth(
  candidates: readonly Candidate[],
  health: HealthView,
  now: number,
): readonly Candidate[] {
  const front: Candidate[] = [];
  const back: { readonly candidate: Candidate; readonly until: number }[] = [];
  let reason: Extract<Availability, { state: 'resting' }> | null = null;
  for (const candidate of candidates) {
    const availability = health.availabilityOf(calleeOf(candidate), now);
    if (availability.state === 'resting') {
      back.push({ candidate: noted(candidate, restingText(availability, now)), until: availability.until });
      if (front.length === 0) reason = availability;
    } else if (front.length === 0 && reason && !(candidate.step.catches ?? recoverable).has(reason.class)) {
      const note = `stays behind: it is not meant for ${reason.class}, for which those before it rest`;
      back.push({ candidate: noted(candidate, note), until: Infinity });
    } else {
      front.push(
        availability.state === 'probe'
          ? noted(
              candidate,
              `its rest after ${availability.class} is over: this request finds out whether it works`,
            )
          : candidate,
      );
    }
  }
  return [...front, ...back.sort((a, b) => a.until - b.until).map(({ candidate }) => candidate)];
}

function restingText(
  { until, class: errorClass }: Extract<Availability, { state: 'resting' }>,
  now: number,
): string {
  return until > now
    ? `moved to the back: rests until ${new Date(until).toISOString()} after ${errorClass}`
    : `moved to the back: another request finds out whether it works again after ${errorClass}`;
}
