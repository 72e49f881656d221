import { requestKey, type LlmAttempt, type RateLimits, type Usage } from '#contracts';
import type { Failure } from '../failure.js';

/** How a call went: what was seen, or what is assumed. */
export interface ObservedCall {
  readonly durationMs: number;
  /** Of a stream that was told piece by piece. */
  readonly firstTokenMs: number | null;
  /** Null: it was answered. */
  readonly failure: Failure | null;
  /** Null where nobody has counted. */
  readonly usage: Usage | null;
  readonly rateLimits?: RateLimits | undefined;
}

/** One call that a router has made, without what was said in it. */
export interface ObservedAttempt extends ObservedCall {
  /** Whose it was (see `requestKey`). */
  readonly request: string;
  readonly provider: string;
  readonly model: string;
  /** The variable of the organization's own key; null for the provider's. */
  readonly credential: string | null;
  /** Epoch ms. */
  readonly startedAt: number;
}

/** A record of `llm.attempts` as evidence; null for a call that was cut short, which tells nothing of how it would have ended. */
export function observedAttempt(record: LlmAttempt): ObservedAttempt | null {
  if (record.outcome === 'cancelled') return null;
  const { error } = record;
  return {
    request: requestKey(record),
    provider: record.provider,
    model: record.model,
    credential: record.credential ?? null,
    startedAt: Date.parse(record.started_at),
    durationMs: record.duration_ms,
    firstTokenMs: record.streamed ? record.time_to_first_token_ms : null,
    failure:
      error === null
        ? null
        : {
            class: error.class,
            type: error.type,
            status: error.status,
            code: error.code,
            message: '',
            retryAfterMs: error.retry_after_ms ?? null,
          },
    usage: record.usage,
    rateLimits: record.rate_limit,
  };
}
