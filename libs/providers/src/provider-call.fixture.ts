import type { ChatBody, EmbeddingsBody } from '#contracts';
import type { CallResult, Clock, Completion, Failure, ProviderCall } from '#fallback';

const envelope = { custom_id: 'req-1', method: 'POST', org: 'acme', routing: {}, metadata: {} } as const;

/** A chat call for tests; give what matters to the test. */
export function chatCall(
  model: string,
  body: Partial<ChatBody> = {},
  call: Partial<ProviderCall> = {},
): ProviderCall {
  return {
    provider: 'sim',
    model,
    baseUrl: null,
    credential: null,
    request: {
      ...envelope,
      url: '/v1/chat/completions',
      body: { messages: [{ role: 'user', content: 'Hello' }], ...body },
    },
    settings: {},
    onChunk: null,
    timeoutMs: 30_000,
    signal: new AbortController().signal,
    ...call,
  };
}

export function embeddingsCall(model: string, body: EmbeddingsBody): ProviderCall {
  return { ...chatCall(model), request: { ...envelope, url: '/v1/embeddings', body } };
}

export function completionOf(result: CallResult): Completion {
  if (!result.ok) throw new Error(`expected an answer, got ${JSON.stringify(result.failure)}`);
  return result.completion;
}

export function failureOf(result: CallResult): Failure {
  if (result.ok) throw new Error(`expected a failure, got ${JSON.stringify(result.completion.body)}`);
  return result.failure;
}

/** A clock that stands still at `now`, whose sleeps end when `elapse` is called. */
export function stoppedClock(now = Date.parse('2026-01-01T00:00:00Z')): Clock & { elapse(): void } {
  let elapsed = (): void => undefined;
  const passing = new Promise<void>((resolve) => (elapsed = resolve));
  return { now: () => now, sleep: () => passing, elapse: () => elapsed() };
}
