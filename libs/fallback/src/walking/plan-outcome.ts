import type { ErrorClass, FailureCode } from '#contracts';
import type { EndedAttempt, FailedAttempt, SucceededAttempt } from './attempt-event.js';
import type { Step } from '../plan.js';

/**
 * A step of the plan that was not tried, or not tried once more, when its turn came. `step` counts from 1. Where the
 * plan hedges, a `timeout` that it does not catch may also be an answer that was late.
 */
export interface PassedOver {
  readonly step: number;
  readonly of: Step;
  readonly why:
    | { readonly reason: 'not-caught'; readonly failure: ErrorClass }
    | { readonly reason: 'too-dear'; readonly estimatedUsd: number; readonly leftUsd: number };
}

interface Walked {
  /** All that were made, in the order of their ends. */
  readonly attempts: readonly EndedAttempt[];
  /** Each step at most once, in the order in which they were first passed over; none that was entered later. */
  readonly passedOver: readonly PassedOver[];
}

/** How a walk ended. */
export type PlanOutcome =
  | (Walked & { readonly kind: 'answered'; readonly by: SucceededAttempt })
  | (Walked & { readonly kind: 'failed'; readonly code: FailureCode });

/** The failures that a walk met, in order. */
export const failedAttempts = (attempts: readonly EndedAttempt[]): FailedAttempt[] =>
  attempts.filter((attempt) => attempt.outcome !== 'succeeded');

const codeOfRefusal: Partial<Record<string, FailureCode>> = {
  content_filter: 'content_filtered',
  context_length: 'context_length_exceeded',
  bad_request: 'invalid_request',
};

/** A walk whose every failure is the same fault of the request has failed for that; any other, for its providers. */
export function exhaustedCode(attempts: readonly EndedAttempt[]): FailureCode {
  const classes = new Set(failedAttempts(attempts).map((attempt) => attempt.failure.class));
  const [only, ...others] = classes;
  if (only === undefined) return 'no_provider_available';
  return (others.length === 0 ? codeOfRefusal[only] : undefined) ?? 'all_providers_failed';
}
