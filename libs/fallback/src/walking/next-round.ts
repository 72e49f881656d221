import { failedAttempts, type PlanOutcome } from './plan-outcome.js';
import { mayPass } from '../failure.js';
import type { Plan } from '../plan.js';
import type { HealthView } from '../health/availability.js';

const firstRestMs = 1_000;
const longestRestMs = 30_000;

export interface RoundCircumstances {
  readonly plan: Plan;
  readonly outcome: PlanOutcome;
  /** How often the request's plan has been walked by now, this walk included. */
  readonly rounds: number;
  readonly health: HealthView;
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * When to walk again for a request that has time left and whose providers are down or limited, as epoch ms; null when its
 * failure is the last word (G2). Not before one of its steps is to be expected back, so that waiting costs no calls that
 * must fail, and at the deadline at the latest.
 */
export function nextRoundAt(circumstances: RoundCircumstances): number | null {
  const { plan, outcome, now } = circumstances;
  if (plan.deadline === null || outcome.kind === 'answered' || outcome.code !== 'all_providers_failed')
    return null;
  if (
    !failedAttempts(outcome.attempts).some(({ failure }) => mayPass(failure) || failure.class === 'quota')
  ) {
    return null;
  }
  return Math.min(plan.deadline, Math.max(now + restMs(circumstances), recoversAt(circumstances)));
}

function restMs({ rounds, random }: RoundCircumstances): number {
  const rest = Math.min(longestRestMs, firstRestMs * 2 ** (rounds - 1));
  return rest * (1 + random() * 0.25);
}

/** When the first of the steps may be tried; in the past if one may be tried now. */
function recoversAt({ plan, health, now }: RoundCircumstances): number {
  const recoveries = plan.steps.map((step) => {
    const availability = health.availabilityOf(step, now);
    return availability.state === 'resting' ? availability.until : now;
  });
  return Math.min(...recoveries);
}
