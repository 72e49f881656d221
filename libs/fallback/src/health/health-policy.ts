import type { Failure } from '../failure.js';
import type { WindowSize, WindowTotals } from './failure-window.js';

/** When a provider or a model is left alone, and for how long. */
export interface HealthPolicy extends WindowSize {
  /** Fewer attempts than this in the window say nothing yet. */
  readonly minimumRequests: number;
  /** With fewer attempts than this a share is only chance: one failure is enough (B3). */
  readonly oneFailureBelowRequests: number;
  /** From so many attempts on: the share of failures that is enough, in [0, 1] (E5). */
  readonly failureRate: number;
  /** So many failures without a success between them say enough, whatever the share: the good ones are of before. */
  readonly failuresInARow: number;
  /** From this share of failures on a model is called degraded, in [0, 1], and from half of it on no more. */
  readonly degradedRate: number;
  /** So many successes in a row, after a failure with a cooldown, and a model is called healthy again. */
  readonly successesToRecover: number;
  readonly cooldownMs: number;
  /** For a rate limit whose provider gave no time. */
  readonly rateLimitCooldownMs: number;
}

export const defaultHealthPolicy: HealthPolicy = {
  windowMs: 60_000,
  buckets: 12,
  minimumRequests: 1,
  oneFailureBelowRequests: 10,
  failureRate: 0.5,
  failuresInARow: 5,
  degradedRate: 0.1,
  successesToRecover: 3,
  cooldownMs: 300_000,
  rateLimitCooldownMs: 60_000,
};

/**
 * How long to leave alone what just failed, in ms; null when it may go on. Waiting does not mend a quota or a key, and a
 * provider that asks to be left alone means it: these need no second failure.
 */
export function cooldownAfter(failure: Failure, totals: WindowTotals, policy: HealthPolicy): number | null {
  const asked = failure.class === 'rate_limit' && hintOf(failure) > 0;
  const certain = asked || failure.class === 'quota' || failure.class === 'auth';
  return certain || isEnough(totals, policy) ? cooldownOf(failure, policy) : null;
}

function isEnough({ requests, failureRate, inARow }: WindowTotals, policy: HealthPolicy): boolean {
  if (inARow >= policy.failuresInARow) return true;
  if (requests < policy.minimumRequests) return false;
  return requests < policy.oneFailureBelowRequests || failureRate >= policy.failureRate;
}

/** Nothing is left alone for longer, whoever asks for it: 30 days. */
const longestCooldownMs = 2_592_000_000;

/** How long a failure is cooled down, in ms: a limit until the time that the provider gave, all else for the longer of the two. */
export const cooldownOf = (failure: Pick<Failure, 'class' | 'retryAfterMs'>, policy: HealthPolicy): number =>
  Math.min(wantedCooldownOf(failure, policy), longestCooldownMs);

function wantedCooldownOf(failure: Pick<Failure, 'class' | 'retryAfterMs'>, policy: HealthPolicy): number {
  const hint = hintOf(failure);
  if (failure.class === 'rate_limit') return hint > 0 ? hint : policy.rateLimitCooldownMs;
  return Math.max(policy.cooldownMs, hint);
}

const hintOf = ({ retryAfterMs }: Pick<Failure, 'retryAfterMs'>): number => retryAfterMs ?? 0;
