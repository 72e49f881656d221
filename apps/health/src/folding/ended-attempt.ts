import type { LlmAttempt } from '#contracts';
import type { Failure } from '#fallback';

/** An attempt as folding sees it: of whom, when, and what came of it. Times are epoch ms. */
export interface EndedAttempt {
  readonly provider: string;
  readonly model: string;
  readonly org: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** The variable that holds the organization's own key; null where the provider's was used. */
  readonly credential: string | null;
  /** null: it succeeded. */
  readonly failure: Failure | null;
}

/** A router whose clock is ahead must not date a state into the future: everything until then would be old news. */
export function endedAttempt(record: LlmAttempt, now: number): EndedAttempt {
  const endedAt = Math.min(Date.parse(record.started_at) + Math.round(record.duration_ms), now);
  return {
    provider: record.provider,
    model: record.model,
    org: record.org,
    startedAt: endedAt - Math.round(record.duration_ms),
    endedAt,
    credential: record.credential ?? null,
    failure: record.outcome === 'succeeded' ? null : failureOf(record),
  };
}

function failureOf({ outcome, error }: LlmAttempt): Failure {
  return {
    class: outcome === 'cancelled' ? 'cancelled' : (error?.class ?? 'unknown'),
    type: error?.type ?? 'Error',
    status: error?.status ?? null,
    code: error?.code ?? null,
    message: error?.message ?? '',
    retryAfterMs: error?.retry_after_ms ?? null,
  };
}
