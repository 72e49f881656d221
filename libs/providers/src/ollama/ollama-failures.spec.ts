import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ErrorClass } from '#contracts';
import type { Behaviour } from '../../../../deploy/local/simulated-provider.js';
import { chatCall, embeddingsCall, failureOf } from '../provider-call.fixture.js';
import {
  htmlAnswer,
  jsonAnswer,
  startScriptedProvider,
  type ScriptedProvider,
} from '../scripted-provider.fixture.js';

const key = 'ollama-cloud-0123456789';
let ollama: ScriptedProvider;

beforeAll(async () => {
  ollama = await startScriptedProvider('ollama', key);
});
afterAll(() => ollama.stop());

const refusals: (readonly [name: string, answer: Behaviour, errorClass: ErrorClass, status: number])[] = [
  ['A4 404', { kind: 'model-not-found' }, 'model_not_found', 404],
  ['D3 429', { kind: 'rate-limited' }, 'rate_limit', 429],
  ['D3 500', { kind: 'server-error' }, 'unavailable', 500],
  ['502', htmlAnswer(502, ''), 'unavailable', 502],
  ['D3 503', { kind: 'unavailable' }, 'unavailable', 503],
  ['529', { kind: 'overloaded' }, 'unavailable', 529],
  ['D3 401', { kind: 'auth' }, 'auth', 401],
  ['403', jsonAnswer(403, { error: 'forbidden' }), 'auth', 403],
  ['D3 402', { kind: 'quota' }, 'quota', 402],
  ['408', jsonAnswer(408, { error: 'too late' }), 'timeout', 408],
  ['400 of a long input', { kind: 'context-length' }, 'context_length', 400],
  ['400', { kind: 'bad-request' }, 'bad_request', 400],
  ['a redirect', { kind: 'verbatim', status: 307, headers: { location: '/' }, body: '' }, 'unknown', 307],
];

const done = { model: 'llama', done: true, done_reason: 'stop' };
const badAnswers: (readonly [name: string, answer: Behaviour, type: string, message: string])[] = [
  ['HTML', { kind: 'garbage' }, 'SyntaxError', 'the answer is not valid JSON'],
  ['truncated JSON', { kind: 'truncated' }, 'SyntaxError', 'the answer is not valid JSON'],
  ['no bytes', { kind: 'empty' }, 'SyntaxError', 'the answer is not valid JSON'],
  ['a list', jsonAnswer(200, []), 'ResponseError', 'the answer is JSON, but not an object'],
  ['an error', { kind: 'error-in-200' }, 'ResponseError', 'an error was encountered while running the model'],
  ['no message', jsonAnswer(200, done), 'ResponseError', 'the answer has no message'],
  [
    'no terminal marker',
    jsonAnswer(200, { message: { role: 'assistant', content: 'Hel' }, done: false }),
    'ResponseError',
    'the answer does not say that it is done',
  ],
];

describe('failures of Ollama', () => {
  it.each(refusals)('%s', async (_name, answer, errorClass, status) => {
    const failure = await ollama.failWith(answer);
    expect(failure).toMatchObject({ class: errorClass, type: 'ResponseError', status, code: null });
    expect(failure.message).not.toBe('');
  });

  it.each(badAnswers)(
    'a 200 that is no answer is a bad response: %s',
    async (_name, answer, type, message) => {
      expect(await ollama.failWith(answer)).toMatchObject({
        class: 'bad_response',
        type,
        status: 200,
        message,
      });
    },
  );

  it('an answer that breaks off is a bad response', async () => {
    const failure = await ollama.failWith({ kind: 'reset', when: 'after-headers' });
    expect(failure).toMatchObject({ class: 'bad_response', type: 'ConnectionError', status: 200 });
  });

  it('A6 keeps the words, in JSON or not', async () => {
    expect((await ollama.failWith({ kind: 'model-not-found' })).message).toBe("model 'some-model' not found");
    expect((await ollama.failWith(htmlAnswer(404, '404 page not found'))).message).toBe('404 page not found');
    expect((await ollama.failWith(jsonAnswer(500, {}))).message).toBe('{}');
    expect((await ollama.failWith(htmlAnswer(500, ''))).message).toBe('no message');
  });

  it('keeps the wait that the SDK would lose', async () => {
    expect((await ollama.failWith({ kind: 'rate-limited', retryAfterSeconds: 7 })).retryAfterMs).toBe(7_000);
    expect((await ollama.failWith({ kind: 'unavailable' })).retryAfterMs).toBeNull();
  });

  it('B13 sends the key as Bearer, and shows none that is echoed', async () => {
    const failure = await ollama.failWith(jsonAnswer(401, { error: `unknown key ${key}` }));
    expect(failure.message).toBe('unknown key [key]');
    expect(ollama.server.calls.at(-1)?.headers.authorization).toBe(`Bearer ${key}`);
  });

  it('prints nothing, as the SDK would', async () => {
    const print = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    await ollama.failWith(htmlAnswer(502, 'bad gateway'));
    await ollama.failWith({
      kind: 'verbatim',
      status: 500,
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(print).not.toHaveBeenCalled();
    print.mockRestore();
  });

  it('refuses what Ollama has no words for, without a call', async () => {
    const before = ollama.server.count();
    const image = [{ type: 'image_url', image_url: { url: 'https://example.com/cat.png' } }];
    const audio = [{ type: 'input_audio', input_audio: { data: '', format: 'wav' } }];
    const badCall = { id: '1', type: 'function', function: { name: 'f', arguments: '[1]' } };
    const calls = [
      chatCall('llava', { messages: [{ role: 'user', content: image }] }),
      chatCall('llava', { messages: [{ role: 'user', content: audio }] }),
      chatCall('llama', { messages: [{ role: 'assistant', tool_calls: [badCall] }] }),
      chatCall('llama', { tools: [{ type: 'custom', custom: { name: 'f' } }] }),
      embeddingsCall('nomic', { input: [1, 2, 3] }),
    ];
    for (const call of calls) {
      const failure = failureOf(await ollama.providers.call(call));
      expect(failure).toMatchObject({ class: 'bad_request', type: 'UnsupportedRequestError', status: null });
    }
    expect(ollama.server.count()).toBe(before);
  });

  it('an embedding is missing', async () => {
    ollama.play(jsonAnswer(200, { model: 'nomic', embeddings: [[1]] }));
    const failure = failureOf(await ollama.providers.call(embeddingsCall('nomic', { input: ['a', 'b'] })));
    expect(failure.class).toBe('bad_response');
  });
});
