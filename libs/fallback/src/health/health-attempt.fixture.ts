import { type ErrorClass, type ProviderHealth } from '#contracts';
import type { Attempt, EndedAttempt } from '../walking/attempt-event.js';
import { noLimits, type ProviderConfig, type ProviderLimits } from '../config/routing-config.js';
import { defaultHealthPolicy } from './health-policy.js';
import type { Step } from '../plan.js';
import { answered, failure, step } from '../walking/walk.fixture.js';

/** openai/gpt-4o, called with the provider's key at its own address, with what is changed. */
export const callee = (changes: Partial<Step> = {}): Step =>
  step('openai', { model: 'gpt-4o', timeoutMs: 1_000, ...changes });

export const startedAttempt = (startedAt: number, of = callee()): Attempt => ({
  step: 1,
  steps: 1,
  attempt: 1,
  of,
  startedAt,
  timeoutMs: of.timeoutMs,
  hedged: false,
});

const ended = (startedAt: number, of: Step) => ({
  ...startedAttempt(startedAt, of),
  durationMs: 0,
  usage: { input_tokens: 0, output_tokens: 0, cached_input_tokens: 0 },
  costUsd: 0,
  priceVersion: null,
});

export const failedAttempt = (
  startedAt: number,
  errorClass: ErrorClass,
  { of = callee(), retryAfterMs = null }: { of?: Step; retryAfterMs?: number | null } = {},
): EndedAttempt => ({
  ...ended(startedAt, of),
  outcome: errorClass === 'cancelled' ? 'cancelled' : 'failed',
  failure: failure(errorClass, { retryAfterMs }),
});

export function succeededAttempt(startedAt: number, of = callee()): EndedAttempt {
  const result = answered({ input_tokens: 0, output_tokens: 0, cached_input_tokens: 0 });
  if (!result.ok) throw new Error('an answer is expected');
  return { ...ended(startedAt, of), outcome: 'succeeded', completion: result.completion };
}

/** OpenAI and Ollama, the first with the limits given. */
export function healthConfig({
  limits = noLimits,
  health = {},
}: {
  readonly limits?: ProviderLimits;
  readonly health?: Partial<typeof defaultHealthPolicy>;
} = {}) {
  const provider = (name: string): ProviderConfig => ({
    name,
    kind: 'openai',
    baseUrl: null,
    apiKey: null,
    model: null,
    timeoutMs: 1_000,
    firstTokenTimeoutMs: null,
    idleTimeoutMs: 1_000,
    maxConnections: null,
    http2: false,
    allowedBaseUrls: [],
    models: null,
    modelsShareServer: false,
    limits: name === 'openai' ? limits : noLimits,
  });
  const providers = new Map(['openai', 'ollama'].map((name) => [name, provider(name)]));
  return { providers, health: { ...defaultHealthPolicy, ...health } };
}

const isoTime = (epochMs: number): string => new Date(epochMs).toISOString();

/** What `apps/health` says of openai/gpt-4o. */
export const healthRecord = (
  state: ProviderHealth['state'],
  {
    since = 0,
    until = null as number | null,
    expiresAt = 1_000_000,
    seq = 1,
    reason = 'unavailable: x',
    model = 'gpt-4o',
  } = {},
): ProviderHealth => ({
  provider: 'openai',
  model,
  state,
  since: isoTime(since),
  until: until === null ? null : isoTime(until),
  reason,
  failure_rate: 1,
  requests: 1,
  failures: 1,
  by_class: {},
  latency_ms: { p50: null, p95: null },
  expires_at: isoTime(expiresAt),
  seq,
});
