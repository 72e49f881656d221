import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Failure } from '#fallback';
import type { Behaviour } from '../../../../deploy/local/simulated-provider.js';
import { embeddingsCall, failureOf } from '../provider-call.fixture.js';
import { jsonAnswer, startScriptedProvider, type ScriptedProvider } from '../scripted-provider.fixture.js';

let openai: ScriptedProvider;

beforeAll(async () => {
  openai = await startScriptedProvider('openai', 'sk-test-0123456789');
});
afterAll(() => openai.stop());

const choice = (fields: object): Behaviour => jsonAnswer(200, { choices: [fields] });
const message = { role: 'assistant', content: 'Hel' };

const badAnswers: (readonly [name: string, answer: Behaviour, message: string])[] = [
  ['HTML', { kind: 'garbage' }, 'the answer is HTML, not JSON'],
  ['truncated JSON', { kind: 'truncated' }, 'the answer is not valid JSON'],
  ['no bytes', { kind: 'empty' }, 'the answer is empty'],
  ['a 204', { kind: 'verbatim', status: 204, body: '' }, 'the answer is empty'],
  ['a list', jsonAnswer(200, []), 'the answer is JSON, but not an object'],
  ['no choices', jsonAnswer(200, { object: 'chat.completion', choices: [] }), 'the answer has no choices'],
  ['no message', choice({ finish_reason: 'stop' }), 'the answer has no message'],
  [
    'no terminal marker',
    choice({ message, finish_reason: null }),
    'the answer does not say that it is finished',
  ],
  ['an error without a code', jsonAnswer(200, { error: 'it broke' }), 'it broke'],
];

const errorsWithin: (readonly [name: string, answer: Behaviour, expected: Partial<Failure>])[] = [
  [
    'a status as its code',
    { kind: 'error-in-200' },
    { class: 'unavailable', type: 'InternalServerError', status: 502, code: '502' },
  ],
  [
    'a status as its code, in text',
    jsonAnswer(200, { error: { message: 'Too fast', code: '429' } }),
    { class: 'rate_limit', type: 'RateLimitError', status: 429 },
  ],
  [
    'a code of OpenAI',
    jsonAnswer(200, { error: { message: 'no', code: 'insufficient_quota' } }),
    { class: 'quota', type: 'APIError', status: 200 },
  ],
  ['its place on a choice', choice({ error: { message: 'no', code: 402 } }), { class: 'quota', status: 402 }],
];

describe('a 200 that is no answer', () => {
  it.each(badAnswers)('is a bad response: %s', async (_name, answer, text) => {
    const failure = await openai.failWith(answer);
    expect(failure).toMatchObject({ class: 'bad_response', type: 'APIError', status: 200, message: text });
  });

  it.each(errorsWithin)('is the error within it, by %s', async (_name, answer, expected) => {
    expect(await openai.failWith(answer)).toMatchObject(expected);
  });

  it('was filtered, if it says so', async () => {
    const failure = await openai.failWith(choice({ message, finish_reason: 'content_filter' }));
    expect(failure).toMatchObject({ class: 'content_filter', type: 'ContentFilterFinishReasonError' });
  });

  it.each<[what: string, answer: object]>([
    ['was filtered', { choices: [{ message, finish_reason: 'content_filter' }] }],
    ['has no choices', { choices: [] }],
    ['is an error', { error: { message: 'no', code: 502 } }],
  ])('C6 tells what was spent all the same, when it %s', async (_what, answer) => {
    const usage = { prompt_tokens: 9, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 4 } };
    const failure = await openai.failWith(jsonAnswer(200, { ...answer, usage }));
    expect(failure.usage).toEqual({ input_tokens: 9, output_tokens: 2, cached_input_tokens: 4 });
    expect(await openai.failWith(jsonAnswer(200, answer))).not.toHaveProperty('usage');
  });

  it('has no embeddings', async () => {
    openai.play(jsonAnswer(200, { object: 'list', data: [] }));
    const result = await openai.providers.call(embeddingsCall('text-embedding-3-small', { input: 'a' }));
    expect(failureOf(result)).toMatchObject({
      class: 'bad_response',
      message: 'the answer has no embeddings',
    });
  });

  it('is larger than 32 MiB', async () => {
    const failure = await openai.failWith({
      kind: 'verbatim',
      status: 200,
      body: 'x'.repeat(33 * 1024 * 1024),
    });
    expect(failure).toMatchObject({ class: 'bad_response', message: 'the answer is larger than 32 MiB' });
  });

  it('has a status that HTTP does not', async () => {
    const failure = await openai.failWith({ kind: 'verbatim', status: 700, body: '{}' });
    expect(failure).toMatchObject({ class: 'bad_response', message: 'no such HTTP status: 700' });
  });

  it('breaks off after its headers', async () => {
    const failure = await openai.failWith({ kind: 'reset', when: 'after-headers' });
    expect(failure).toMatchObject({ class: 'bad_response', type: 'APIConnectionError', status: 200 });
    expect(failure.message).toContain('the answer broke off');
  });
});
