import type { LlmAttempt, LlmRequest } from '#contracts';
import { toAttemptError, type EndedAttempt } from '#fallback';

/** The record that one attempt leaves on `llm.attempts`. */
export function attemptRecord(
  id: string,
  request: LlmRequest,
  ended: EndedAttempt,
  router: string,
): LlmAttempt {
  const completion = ended.outcome === 'succeeded' ? ended.completion : null;
  return {
    id,
    custom_id: request.custom_id,
    org: request.org,
    user: request.user ?? null,
    context: request.context ?? null,
    provider: ended.of.provider,
    model: ended.of.model,
    tier: ended.of.tier,
    step: ended.step,
    steps: ended.steps,
    attempt: ended.attempt,
    outcome: ended.outcome,
    error: ended.outcome === 'succeeded' ? null : toAttemptError(ended.failure),
    started_at: new Date(ended.startedAt).toISOString(),
    duration_ms: ended.durationMs,
    time_to_first_token_ms: completion?.timeToFirstTokenMs ?? null,
    usage: ended.usage,
    cost_usd: ended.costUsd,
    ...(ended.priceVersion === null ? {} : { price_version: ended.priceVersion }),
    hedged: ended.hedged,
    streamed: request.url === '/v1/chat/completions' && request.body.stream === true,
    router,
    session: request.session ?? null,
    credential: ended.of.credential,
    rate_limit: ended.rateLimits,
  };
}
