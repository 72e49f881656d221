import type { LlmAttempt } from '#contracts';
import { spentUntil, type Failure } from '#fallback';

/** An attempt as folding sees it: of whom, when, and what came of it. Times are epoch ms. */
export interface EndedAttempt {
  readonly provider: string;
  readonly model: string;
  readonly org: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** The variable that holds the organization's own key; null where the provider's was used. */
  readonly credential: string | null;
  /** Null where nobody measured it: it failed, or came as a whole. */
  readonly timeToFirstTokenMs: number | null;
  /** null: it succeeded. */
  readonly failure: Failure | null;
  /** Until when the provider said, with its answer, that nothing is left for its own key; null if it did not. */
  readonly spentUntil: number | null;
}

/** A router whose clock is ahead must not date a state into the future: everything until then would be old news. */
export function endedAttempt(record: LlmAttempt, now: number): EndedAttempt {
  const itsEnd = Date.parse(record.started_at) + Math.round(record.duration_ms);
  const endedAt = Math.min(itsEnd, now);
  const until = announcedUntil(record);
  return {
    provider: record.provider,
    model: record.model,
    org: record.org,
    startedAt: endedAt - Math.round(record.duration_ms),
    endedAt,
    credential: record.credential ?? null,
    timeToFirstTokenMs: record.time_to_first_token_ms,
    failure: record.outcome === 'succeeded' ? null : failureOf(record),
    spentUntil: until === null ? null : until - (itsEnd - endedAt),
  };
}

/** An attempt that met a limit tells by its failure for how long, and an organization's key has limits of its own. */
function announcedUntil({ error, credential, rate_limit: limits }: LlmAttempt): number | null {
  const tells = error?.class !== 'rate_limit' && (credential ?? null) === null;
  return tells && limits !== undefined ? spentUntil(limits) : null;
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
