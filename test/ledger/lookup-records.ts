import { randomUUID } from 'node:crypto';
import type { LlmAttempt } from '#contracts';
import type { EndedRequest, RecordedAttempt } from '#postgres';

/** An attempt as the log brings it. */
export const recorded = (over: Partial<LlmAttempt> = {}): RecordedAttempt => ({
  record: {
    id: randomUUID(),
    custom_id: 'req-1',
    org: 'acme',
    user: null,
    context: null,
    provider: 'openai',
    model: 'gpt-4o',
    tier: null,
    step: 1,
    steps: 2,
    attempt: 1,
    outcome: 'succeeded',
    error: null,
    started_at: '2026-01-02T10:00:00.000Z',
    duration_ms: 250,
    time_to_first_token_ms: 80,
    usage: { input_tokens: 1, output_tokens: 1, cached_input_tokens: 0 },
    cost_usd: 0.1,
    hedged: false,
    streamed: false,
    router: 'test-router',
    session: null,
    ...over,
  },
  traceId: 'a'.repeat(32),
});

const routingAttempt = { step: 1, attempt: 1, tier: null, duration_ms: 100, cost_usd: 0, error: null };

/** A request that openai failed and gemini answered. */
export const ended = (over: Partial<EndedRequest> = {}): EndedRequest => ({
  id: `resp_${randomUUID()}`,
  org: 'acme',
  custom_id: 'req-1',
  routing: {
    provider: 'gemini',
    model: 'flash',
    tier: null,
    requested_model: 'gpt-4o',
    fallback_used: true,
    fallback_tier: null,
    fallback_chain_used: ['openai/gpt-4o', 'gemini/flash'],
    attempts: [
      {
        ...routingAttempt,
        provider: 'openai',
        model: 'gpt-4o',
        outcome: 'failed',
        error: { class: 'rate_limit', type: 'RateLimitError', status: 429, code: null, message: 'sorry' },
      },
      { ...routingAttempt, step: 2, provider: 'gemini', model: 'flash', outcome: 'succeeded' },
    ],
    cost_usd: 0.2,
    duration_ms: 1_500,
    queued_ms: 0,
  },
  failure: null,
  finishedAt: new Date('2026-01-02T10:00:02.000Z'),
  traceId: 'b'.repeat(32),
  ...over,
});

/** What asks for a person. */
export const handedOver = {
  code: 'all_providers_failed',
  customerMessage: 'A colleague will answer you.',
  handoff: true,
} as const;
