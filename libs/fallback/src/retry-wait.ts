import { mayPass, type Failure } from './failure.js';
import type { Step } from './plan.js';

/** A provider that asks for a longer pause than this is left alone instead. */
const longestHintMs = 5_000;

/**
 * How long to wait before the same step is tried again, in ms; null when it is not worth it. A hint of the provider is
 * waited in full, and jitter only lengthens a wait.
 *
 * @param tried how often the step has been tried
 * @param random uniform in [0, 1)
 */
export function retryWaitMs(
  step: Step,
  tried: number,
  failure: Failure,
  random: () => number,
): number | null {
  if (tried > step.retries || !mayPass(failure)) return null;
  const hint = failure.retryAfterMs ?? 0;
  if (hint > longestHintMs) return null;
  return Math.round(Math.max(step.retryDelayMs, hint) * (1 + random() * 0.2));
}
