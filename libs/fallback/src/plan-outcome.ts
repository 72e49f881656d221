import type { FailureCode } from '#contracts';
import type { EndedAttempt, FailedAttempt, SucceededAttempt } from './attempt-event.js';

/** How a walk ended. `attempts` are all that were made, in order. */
export type PlanOutcome =
  | { readonly kind: 'answered'; readonly by: SucceededAttempt; readonly attempts: readonly EndedAttempt[] }
  | { readonly kind: 'failed'; readonly code: FailureCode; readonly attempts: readonly EndedAttempt[] };

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
