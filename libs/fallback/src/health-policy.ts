import type { Failure } from './failure.js';
import type { WindowSize, WindowTotals } from './failure-window.js';

/** When a provider or a model is left alone, and for how long. */
export interface HealthPolicy extends WindowSize {
  /** Fewer attempts than this in the window say nothing yet. */
  readonly minimumRequests: number;
  /** From this share of failures on, in [0, 1]. */
  readonly failureRate: number;
  readonly cooldownMs: number;
  /** For a rate limit whose provider gave no time. */
  readonly rateLimitCooldownMs: number;
}

export const defaultHealthPolicy: HealthPolicy = {
  windowMs: 60_000,
  buckets: 12,
  minimumRequests: 1,
  failureRate: 0.5,
  cooldownMs: 300_000,
  rateLimitCooldownMs: 60_000,
};

/**
 * How long to leave alone what just failed, in ms; null when it may go on. Waiting does not mend a quota or a key, so
 * these need no second failure; a hint of the provider holds, and of two times the longer one.
 */
export function cooldownAfter(failure: Failure, totals: WindowTotals, policy: HealthPolicy): number | null {
  const hint = failure.retryAfterMs ?? 0;
  if (failure.class === 'quota' || failure.class === 'auth') return Math.max(policy.cooldownMs, hint);
  if (failure.class === 'rate_limit' && hint > 0) return hint;
  if (totals.requests < policy.minimumRequests || totals.failureRate < policy.failureRate) return null;
  return Math.max(failure.class === 'rate_limit' ? policy.rateLimitCooldownMs : policy.cooldownMs, hint);
}
