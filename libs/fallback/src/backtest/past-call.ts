import type { Usage } from '#contracts';
import type { Attempt } from '../walking/attempt-event.js';
import type { CallResult } from '../provider-port.js';
import type { ObservedCall } from './observed-attempt.js';

export interface CallEnding {
  readonly afterMs: number;
  readonly result: CallResult;
}

export interface CallTerms {
  /** How long a stream may take to its first token; null: as long as the call may. */
  readonly firstTokenTimeoutMs: number | null;
  /** What an answer uses. */
  readonly usage: Usage;
  /** Is it the very call of this request that was seen? */
  readonly isOwn: boolean;
}

/**
 * How a call ends that goes as one has gone, within the time that it may take now. A longer time is no help to one that has
 * timed out: nobody knows when it would have been answered, so it ends as it did.
 */
export function endLike(
  observed: ObservedCall,
  { timeoutMs }: Pick<Attempt, 'timeoutMs'>,
  { firstTokenTimeoutMs, usage, isOwn }: CallTerms,
): CallEnding {
  const isLate =
    firstTokenTimeoutMs !== null &&
    observed.firstTokenMs !== null &&
    observed.firstTokenMs > firstTokenTimeoutMs;
  const longestMs = isLate ? Math.min(timeoutMs, firstTokenTimeoutMs) : timeoutMs;
  if (observed.durationMs > longestMs) return { afterMs: longestMs, result: timedOut };

  const { durationMs: afterMs, failure } = observed;
  const rateLimits = isOwn ? observed.rateLimits : undefined;
  if (failure !== null) {
    // What another one's prompt has cost says nothing; without it that is guessed as in production.
    const spent = isOwn && observed.usage !== null ? { usage: observed.usage } : {};
    return { afterMs, result: { ok: false, failure: { ...failure, ...spent }, rateLimits } };
  }
  const completion = {
    body: { object: 'backtest' },
    requestId: null,
    usage,
    timeToFirstTokenMs: null,
    warnings: [],
  };
  return { afterMs, result: { ok: true, completion, rateLimits } };
}

const failed = (errorClass: 'timeout' | 'cancelled'): CallResult => ({
  ok: false,
  failure: { class: errorClass, type: 'Backtest', status: null, code: null, message: '', retryAfterMs: null },
});

const timedOut = failed('timeout');

export const cutShort = failed('cancelled');
