import type { FailedAttempt } from './attempt-event.js';
import { mayPass } from '../failure.js';

/** A provider that asks for a longer pause than this is left alone instead, even if no other step is left; but for a limit. */
const longestHintMs = 5_000;

/** What else decides about a wait. */
export interface WaitCircumstances {
  /** What is left until the deadline, in ms; Infinity without one. */
  readonly leftMs: number;
  /** How long it may wait for limits, in ms. */
  readonly holdMs: number;
  /** Is there another step that could be entered at once instead? */
  readonly otherStep: boolean;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * How long to wait before the same step is tried again, in ms; null when it is not worth it. A hint of the provider is
 * waited in full or not at all: not if it asks for more than the step's own delay while another step could go on.
 * Jitter only lengthens a wait, and no wait reaches the deadline.
 */
export function retryWaitMs(
  { of: step, attempt, failure }: Pick<FailedAttempt, 'of' | 'attempt' | 'failure'>,
  { leftMs, holdMs, otherStep, random }: WaitCircumstances,
): number | null {
  if (attempt > step.retries || !mayPass(failure)) return null;
  const hint = failure.retryAfterMs ?? 0;
  const longestMs = failure.class === 'rate_limit' ? Math.max(holdMs, longestHintMs) : longestHintMs;
  if (hint > step.retryDelayMs && (otherStep || hint > longestMs)) return null;
  const wait = Math.ceil(Math.max(step.retryDelayMs, hint) * (1 + random() * 0.2));
  return wait < leftMs ? wait : null;
}
