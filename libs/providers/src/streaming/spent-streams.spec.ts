import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import type { ChatChunk, ErrorClass, Usage } from '#contracts';
import type { CallResult, ProviderKind } from '#fallback';
import { conformingProvider } from '../conformance/conforming-providers.fixture.js';
import { priceBook } from '../prices/price-book.js';
import { chatCall, completionOf, failureOf } from '../provider-call.fixture.js';
import { createProviders, type ProviderRegistry } from '../provider-registry.js';
import { events, socketOf, startWireServer, type WireServer } from '../wire-server.fixture.js';

const text = 'The quick brown fox. '.repeat(20);
const textTokens = Math.ceil(text.length / 4);
/** Of `Hello`, and what is around a message. */
const promptTokens = 6;

const openai = (delta: object, reason: string | null = null): string =>
  events({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'gpt-4o',
    choices: [{ index: 0, delta, finish_reason: reason }],
  });
const anthropic = (type: string, fields: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const gemini = (said: string): object => ({
  candidates: [{ index: 0, content: { role: 'model', parts: [{ text: said }] } }],
  usageMetadata: { promptTokenCount: 11, totalTokenCount: 11 },
  modelVersion: 'gemini-2.5-flash',
});
const ollama = (fields: object): string => `${JSON.stringify({ model: 'llama3.2', ...fields })}\n`;

/** How a provider's stream begins, with the whole text; an error of its own in it; and what it counts before its end. */
interface Beginning {
  readonly kind: ProviderKind;
  readonly begun: string;
  readonly error: string;
  readonly input: number;
  readonly cached: number;
}

const [first, second] = [text.slice(0, 100), text.slice(100)];
const inOpenAIsWords = {
  begun:
    openai({ role: 'assistant', content: '' }) + openai({ content: first }) + openai({ content: second }),
  error: events({ error: { message: 'Overloaded', type: 'server_error', code: 503 } }),
  input: promptTokens,
  cached: 0,
};
const beginnings: readonly Beginning[] = [
  { kind: 'openai', ...inOpenAIsWords },
  { kind: 'openrouter', ...inOpenAIsWords },
  {
    kind: 'anthropic',
    begun: [
      anthropic('message_start', {
        message: {
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          model: 'claude-sonnet-4-6',
          content: [],
          usage: { input_tokens: 12, cache_read_input_tokens: 30, output_tokens: 1 },
        },
      }),
      anthropic('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
      ...[first, second].map((said) =>
        anthropic('content_block_delta', { index: 0, delta: { type: 'text_delta', text: said } }),
      ),
    ].join(''),
    error: anthropic('error', { error: { type: 'overloaded_error', message: 'Overloaded' } }),
    input: 42,
    cached: 30,
  },
  {
    kind: 'gemini',
    begun: events(gemini(first), gemini(second)),
    error: events({ error: { code: 503, message: 'Overloaded', status: 'UNAVAILABLE' } }),
    input: 11,
    cached: 0,
  },
  {
    kind: 'ollama',
    begun: [first, second]
      .map((content) => ollama({ message: { role: 'assistant', content }, done: false }))
      .join(''),
    error: ollama({ error: 'the model runner has unexpectedly stopped' }),
    input: promptTokens,
    cached: 0,
  },
];

let server: WireServer;
const open: ProviderRegistry[] = [];
beforeAll(async () => {
  server = await startWireServer();
});
afterEach(() => Promise.all(open.splice(0).map((providers) => providers.close())));
afterAll(() => server.stop());

const typeOf = (kind: ProviderKind): string =>
  kind === 'ollama' ? 'application/x-ndjson' : 'text/event-stream';

interface Call {
  readonly result: Promise<CallResult>;
  readonly response: ServerResponse;
  readonly caller: AbortController;
  /** Resolves when the caller has been told so much text. */
  readonly told: (said: string) => Promise<void>;
}

/** A stream that has begun so. */
async function start(kind: ProviderKind, begun: string, idleTimeoutMs: number | null = null): Promise<Call> {
  const answering = new Promise<ServerResponse>((resolve) => {
    server.play((response) => {
      response.writeHead(200, { 'content-type': typeOf(kind) }).write(begun);
      resolve(response);
    });
  });
  const { path, model } = conformingProvider(kind);
  const providers = createProviders([
    { name: kind, kind, baseUrl: `${server.url}${path}`, apiKey: 'k', idleTimeoutMs },
  ]);
  open.push(providers);
  let heard = '';
  let news = (): void => undefined;
  const onChunk = ({ choices }: ChatChunk): void => {
    for (const { delta } of choices) heard += typeof delta['content'] === 'string' ? delta['content'] : '';
    news();
  };
  const caller = new AbortController();
  const result = providers.call(chatCall(model, {}, { provider: kind, onChunk, signal: caller.signal }));
  const told = (said: string) =>
    new Promise<void>((resolve) => {
      news = () => heard === said && resolve();
      news();
    });
  return { result, response: await answering, caller, told };
}

const costUsd = (kind: ProviderKind, usage: Usage): number => {
  const { model } = conformingProvider(kind);
  const price = { inputPerMillion: 1, outputPerMillion: 2, cachedInputPerMillion: null };
  return priceBook(new Map([['ollama/llama3.2', price]])).costUsd({ provider: kind, model }, usage)!;
};

describe.each(beginnings)(
  'C6 a stream that dies after text ($kind)',
  ({ kind, begun, error, input, cached }) => {
    const expectSpent = (result: CallResult, errorClass: ErrorClass): void => {
      const { class: found, usage } = failureOf(result);
      expect(found).toBe(errorClass);
      expect(usage).toEqual({
        input_tokens: input,
        output_tokens: textTokens,
        cached_input_tokens: cached,
        estimated: true,
      });
      expect(costUsd(kind, usage!)).toBeGreaterThan(0);
    };

    it('is billed for its prompt and that text when it is cut', async () => {
      const { result, response, told } = await start(kind, begun);
      await told(text);
      socketOf(response).resetAndDestroy();
      expectSpent(await result, 'bad_response');
    });

    it('is billed for them when it ends too early', async () => {
      const { result, response, told } = await start(kind, begun);
      await told(text);
      response.end();
      expectSpent(await result, 'bad_response');
    });

    it('is billed for them when it falls silent', async () => {
      const { result } = await start(kind, begun, 50);
      expectSpent(await result, 'timeout');
    });

    it('is billed for them when its caller cancels it, as the loser of a race is', async () => {
      const { result, caller, told } = await start(kind, begun);
      await told(text);
      caller.abort();
      expectSpent(await result, 'cancelled');
    });

    it('is billed for them when the provider breaks it off', async () => {
      const { result, response, told } = await start(kind, begun);
      await told(text);
      response.end(error);
      expectSpent(await result, kind === 'ollama' ? 'bad_response' : 'unavailable');
    });
  },
);

describe('C6 a stream of which nothing came', () => {
  it.each(['openai', 'ollama'] as const)('says nothing of what it used (%s)', async (kind) => {
    const { result, response } = await start(kind, '\n');
    socketOf(response).resetAndDestroy();
    expect(failureOf(await result)).not.toHaveProperty('usage');
  });
});

describe.each(beginnings)('C6 a provider that is not reached ($kind)', ({ kind }) => {
  it.each([false, true])('has read nothing that could be billed (streamed: %s)', async (streamed) => {
    const { path, model } = conformingProvider(kind);
    const providers = createProviders([
      { name: kind, kind, baseUrl: `http://127.0.0.1:1${path}`, apiKey: 'k' },
    ]);
    open.push(providers);
    const onChunk = streamed ? () => undefined : null;
    const failure = failureOf(await providers.call(chatCall(model, {}, { provider: kind, onChunk })));
    const usage = { input_tokens: 0, output_tokens: 0, cached_input_tokens: 0 };
    expect(failure).toMatchObject({ class: 'network', usage });
  });
});

describe('C6 a whole stream', () => {
  it('is billed by its length where its provider does not count', async () => {
    const { result, response, told } = await start('openai', inOpenAIsWords.begun);
    await told(text);
    response.end(openai({}, 'stop') + events('[DONE]'));
    expect(completionOf(await result).usage).toEqual({
      input_tokens: promptTokens,
      output_tokens: textTokens,
      cached_input_tokens: 0,
      estimated: true,
    });
  });
});
