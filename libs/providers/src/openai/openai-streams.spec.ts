import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatBody, ChatChunk } from '#contracts';
import type { Failure } from '#fallback';
import { chatCall, completionOf, embeddingsCall, failureOf } from '../provider-call.fixture.js';
import { createProviders, type ProviderRegistry } from '../provider-registry.js';
import { events, eventStream, reply, startWireServer, type WireServer } from '../wire-server.fixture.js';

let server: WireServer;
let providers: ProviderRegistry;

beforeAll(async () => {
  server = await startWireServer();
  providers = createProviders([{ name: 'sim', kind: 'openai', baseUrl: server.url, apiKey: 'sk-test-01' }]);
});
afterAll(async () => {
  await providers.close();
  await server.stop();
});

const piece = (delta: object, reason: string | null = null, more: object = {}): object => ({
  id: 'c-1',
  object: 'chat.completion.chunk',
  created: 7,
  model: 'm',
  choices: [{ index: 0, delta, finish_reason: reason, ...more }],
});
const hello = piece({ role: 'assistant', content: 'Hello' });
const stop = piece({}, 'stop');
const usage = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };
const counted = { ...piece({}), choices: [], usage };
const spent = { input_tokens: 9, output_tokens: 2, cached_input_tokens: 0 };

async function stream(body: Partial<ChatBody> = {}) {
  const chunks: ChatChunk[] = [];
  const result = await providers.call(chatCall('m', body, { onChunk: (chunk) => void chunks.push(chunk) }));
  return { result, chunks, sent: server.requests.at(-1)!.body };
}

const failWith = async (payload: string): Promise<Failure> => {
  server.play(eventStream(payload));
  return failureOf((await stream()).result);
};

describe('a stream of an OpenAI-compatible server', () => {
  it('G6 tells each piece and answers with the whole; what was spent is for us alone', async () => {
    server.play(eventStream(events(hello, stop, counted, '[DONE]')));
    const { result, chunks, sent } = await stream();
    expect(sent).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    expect(chunks).toEqual([hello, stop]);
    expect(completionOf(result)).toMatchObject({
      body: {
        object: 'chat.completion',
        choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }],
        usage,
      },
      usage: spent,
      warnings: [],
    });
  });

  it('tells what was spent to a caller that asks for it, and hands its other options on', async () => {
    server.play(eventStream(events(hello, stop, counted, '[DONE]')));
    const options = { include_usage: true, include_obfuscation: false };
    const { chunks, sent } = await stream({ stream: true, stream_options: options });
    expect(sent['stream_options']).toEqual(options);
    expect(chunks.at(-1)).toEqual(counted);
  });

  it('asks a server that does not know the options again without, and says nothing of it', async () => {
    server.play((response, request) => {
      const message = 'Unrecognized request argument supplied: stream_options';
      const refusal = reply(400, {
        error: { message, type: 'invalid_request_error', param: null, code: null },
      });
      const answer = 'stream_options' in request.body ? refusal : eventStream(events(hello, stop, '[DONE]'));
      answer(response, request);
    });
    const { result, sent } = await stream();
    expect(sent).toMatchObject({ stream: true });
    expect(completionOf(result).warnings).toEqual([]);
  });

  it('has ended when its choices have, also where no [DONE] comes', async () => {
    server.play(eventStream(events(hello, stop)));
    expect(completionOf((await stream()).result).body).toMatchObject({
      choices: [{ finish_reason: 'stop' }],
    });
  });

  it('may have fewer choices than were asked for, if it counted its tokens behind them', async () => {
    server.play(eventStream(events(hello, stop, counted, '[DONE]')));
    completionOf((await stream({ n: 2 })).result);
    server.play(eventStream(events(hello, stop)));
    expect(failureOf((await stream({ n: 2 })).result).class).toBe('bad_response');
  });

  it('may come whole, from a server that does not stream', async () => {
    const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } };
    const message = { role: 'assistant', content: null, tool_calls: [call] };
    const choices = [{ index: 0, message, finish_reason: 'tool_calls' }];
    server.play(reply(200, { id: 'c-1', object: 'chat.completion', created: 7, model: 'm', choices, usage }));
    const { result, chunks } = await stream();
    expect(chunks).toMatchObject([{ choices: [{ delta: { tool_calls: [{ index: 0, ...call }] } }] }]);
    expect(completionOf(result)).toMatchObject({ body: { choices }, usage: spent });
  });

  it('is not asked for embeddings', async () => {
    server.play(reply(200, { object: 'list', data: [{ index: 0, embedding: [1] }] }));
    const call = { ...embeddingsCall('m', { input: 'a' }), onChunk: () => undefined };
    completionOf(await providers.call(call));
    expect(server.requests.at(-1)?.body).toEqual({ model: 'm', input: 'a' });
  });
});

const failures: (readonly [name: string, payload: string, expected: Partial<Failure>])[] = [
  ['nothing in it', '', { class: 'bad_response', message: 'the answer ended without its end marker' }],
  ['its marker alone', events('[DONE]'), { class: 'bad_response' }],
  ['no reason before its marker', events(hello, '[DONE]'), { class: 'bad_response' }],
  [
    'no choices',
    events(counted, '[DONE]'),
    { class: 'bad_response', message: 'the answer has no choices', usage: spent },
  ],
  [
    'a piece that is not JSON',
    events(hello, '{"choi', '[DONE]'),
    { class: 'bad_response', message: 'a piece of the answer is not valid JSON' },
  ],
  ['a piece that is no object', events(hello, '5', stop, '[DONE]'), { class: 'bad_response' }],
  [
    "OpenAI's error",
    `${events(hello)}event: error\n${events({ error: { message: 'The server had an error', type: 'server_error', code: null } })}`,
    { class: 'unavailable', status: 200 },
  ],
  [
    "OpenAI's error, and what it cost",
    events(hello, counted, { error: { message: 'Too fast', type: 'requests', code: 'rate_limit_exceeded' } }),
    { class: 'rate_limit', code: 'rate_limit_exceeded', usage: spent },
  ],
  [
    "OpenRouter's error",
    events(hello, {
      ...piece({ content: '' }, 'error'),
      error: { code: 502, message: 'Provider disconnected' },
    }),
    { class: 'unavailable', type: 'InternalServerError', status: 502 },
  ],
  [
    'an error on a choice',
    events(hello, piece({}, 'error', { error: { code: 429, message: 'no' } })),
    { class: 'rate_limit', status: 429 },
  ],
  ['a reason that is an error', events(hello, piece({}, 'error'), '[DONE]'), { class: 'bad_response' }],
  [
    "vLLM's error",
    events(hello, { object: 'error', message: 'no', type: 'InternalServerError', code: 500 }),
    { class: 'unavailable', status: 500 },
  ],
  [
    'an answer that was withheld',
    events(hello, piece({}, 'content_filter'), counted, '[DONE]'),
    { class: 'content_filter', type: 'ContentFilterFinishReasonError', usage: spent },
  ],
];

describe('a stream that is no answer', () => {
  it.each(failures)('has %s', async (_name, payload, expected) => {
    expect(await failWith(payload)).toMatchObject(expected);
  });

  it('is a page of HTML, an error in JSON, no body, or refused', async () => {
    server.play(reply(200, '<html><title>Welcome</title></html>', { 'content-type': 'text/html' }));
    expect(failureOf((await stream()).result)).toMatchObject({
      class: 'bad_response',
      message: 'the answer is HTML, not JSON',
    });
    server.play(reply(200, { error: { message: 'no', code: 402 } }));
    expect(failureOf((await stream()).result)).toMatchObject({ class: 'quota', status: 402 });
    server.play((response) => void response.writeHead(204).end());
    expect(failureOf((await stream()).result)).toMatchObject({
      class: 'bad_response',
      message: 'the answer is empty',
    });
    server.play(reply(429, { error: { message: 'Try again in 2s', code: 'rate_limit_exceeded' } }));
    expect(failureOf((await stream()).result)).toMatchObject({
      class: 'rate_limit',
      status: 429,
      retryAfterMs: 2_000,
    });
  });

  it('is larger than 32 MiB', async () => {
    const large = events(piece({ content: 'x'.repeat(1024 * 1024) }));
    expect(await failWith(large.repeat(33))).toMatchObject({
      class: 'bad_response',
      message: 'the answer is larger than 32 MiB',
    });
  });
});
