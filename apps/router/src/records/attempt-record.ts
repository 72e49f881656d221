import type { LlmAttempt, LlmRequest, Usage } from '#contracts';
import { toAttemptError, type EndedAttempt } from '#fallback';

const noTokens: Usage = { input_tokens: 0, output_tokens: 0, cached_input_tokens: 0 };

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
    usage: completion?.usage ?? (ended.outcome === 'succeeded' ? undefined : ended.failure.usage) ?? noTokens,
    cost_usd: ended.costUsd,
    hedged: ended.hedged,
    streamed: request.url === '/v1/chat/completions' && request.body.stream === true,
    router,
    session: request.session ?? null,
    credential: ended.of.credential,
  };
}
