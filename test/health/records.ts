import { randomUUID } from 'node:crypto';
import type { ErrorClass, LlmAttempt, LlmFailure } from '#contracts';

export interface AttemptOf {
  readonly provider?: string;
  readonly model?: string;
  readonly org?: string;
  /** Absent: it succeeded. */
  readonly failed?: ErrorClass;
  readonly credential?: string;
}

/** An attempt as a router records it, that ends now. */
export function attempt({
  provider = 'openai',
  model = 'gpt-4o',
  org = 'acme',
  failed,
  credential,
}: AttemptOf = {}): LlmAttempt {
  return {
    id: randomUUID(),
    custom_id: randomUUID(),
    org,
    user: null,
    context: null,
    provider,
    model,
    tier: null,
    step: 1,
    steps: 2,
    attempt: 1,
    outcome: failed === undefined ? 'succeeded' : 'failed',
    error:
      failed === undefined
        ? null
        : { class: failed, type: 'APIError', status: 503, code: null, message: 'sorry' },
    started_at: new Date().toISOString(),
    duration_ms: 0,
    time_to_first_token_ms: null,
    usage: { input_tokens: 1, output_tokens: 1, cached_input_tokens: 0 },
    cost_usd: 0,
    hedged: false,
    streamed: false,
    router: 'test-router',
    credential: credential ?? null,
  };
}

/** The end of a request that every provider failed. */
export function failure(org: string): LlmFailure {
  const tried = { tier: null, step: 1, attempt: 1, provider: 'openai', model: 'gpt-4o' };
  const why = { class: 'unavailable', type: 'APIError', status: 503, code: null, message: 'sorry' } as const;
  return {
    id: `resp_${randomUUID()}`,
    custom_id: randomUUID(),
    org,
    response: null,
    error: {
      code: 'all_providers_failed',
      message: 'sorry',
      customer_message: 'sorry',
      handoff: true,
      attempted_providers: ['openai'],
      last_error: { ...tried, ...why },
      errors: [{ ...tried, ...why }],
    },
    routing: {
      provider: null,
      model: null,
      tier: null,
      requested_model: null,
      fallback_used: false,
      fallback_tier: null,
      fallback_chain_used: [],
      attempts: [],
      cost_usd: 0,
      duration_ms: 0,
      queued_ms: 0,
    },
    metadata: {},
  };
}
