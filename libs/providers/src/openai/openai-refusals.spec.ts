import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ErrorClass } from '#contracts';
import type { Behaviour } from '../../../../deploy/local/simulated-provider.js';
import {
  htmlAnswer,
  jsonAnswer,
  startScriptedProvider,
  type ScriptedProvider,
} from '../scripted-provider.fixture.js';

const key = 'sk-live-0123456789abcdefWXYZ';
let openai: ScriptedProvider;

beforeAll(async () => {
  openai = await startScriptedProvider('openai', key);
});
afterAll(() => openai.stop());

const error = (status: number, fields: object = {}): Behaviour =>
  jsonAnswer(status, { error: { message: 'no', ...fields } });

type Row = readonly [name: string, answer: Behaviour, errorClass: ErrorClass, type: string];

const quota: Row[] = [
  ['429 insufficient_quota', { kind: 'quota' }, 'quota', 'RateLimitError'],
  ['429 with that type alone', error(429, { type: 'insufficient_quota' }), 'quota', 'RateLimitError'],
  ['429 of an empty balance', error(429, { code: 'credit_balance_exhausted' }), 'quota', 'RateLimitError'],
  ['429 of a spend limit', error(429, { code: 'project_spend_limit_exceeded' }), 'quota', 'RateLimitError'],
  ['429 in words', error(429, { message: 'You exceeded your current quota' }), 'quota', 'RateLimitError'],
  ['429 rate_limit_exceeded', { kind: 'rate-limited' }, 'rate_limit', 'RateLimitError'],
  ['429 without a word', jsonAnswer(429, {}), 'rate_limit', 'RateLimitError'],
  ['429 slow_down', error(429, { code: 'slow_down' }), 'rate_limit', 'RateLimitError'],
];

const refusals: Row[] = [
  ['402', error(402), 'quota', 'APIError'],
  ['503 slow_down', error(503, { code: 'slow_down' }), 'rate_limit', 'InternalServerError'],
  ['401', { kind: 'auth' }, 'auth', 'AuthenticationError'],
  ['401 without a word', jsonAnswer(401, {}), 'auth', 'AuthenticationError'],
  ['400 invalid_api_key', error(400, { code: 'invalid_api_key' }), 'auth', 'BadRequestError'],
  [
    '403 of a region',
    error(403, { code: 'unsupported_country_region_territory' }),
    'auth',
    'PermissionDeniedError',
  ],
  ['403 of no known kind', error(403), 'auth', 'PermissionDeniedError'],
  ['404 model_not_found', { kind: 'model-not-found' }, 'model_not_found', 'NotFoundError'],
  [
    '403 model_not_found',
    error(403, { code: 'model_not_found' }),
    'model_not_found',
    'PermissionDeniedError',
  ],
  [
    '400 in words',
    error(400, { message: 'The model `x` does not exist' }),
    'model_not_found',
    'BadRequestError',
  ],
  ['410', error(410), 'model_not_found', 'APIError'],
  ['400 context_length_exceeded', { kind: 'context-length' }, 'context_length', 'BadRequestError'],
  [
    '403 of context',
    error(403, { message: 'maximum context length is 8' }),
    'context_length',
    'PermissionDeniedError',
  ],
  ['400 content_policy_violation', { kind: 'content-filter' }, 'content_filter', 'BadRequestError'],
  ['400 content_filter', error(400, { code: 'content_filter' }), 'content_filter', 'BadRequestError'],
  ['400', { kind: 'bad-request' }, 'bad_request', 'BadRequestError'],
  ['409', error(409), 'unavailable', 'ConflictError'],
  ['413', htmlAnswer(413, ''), 'context_length', 'APIError'],
  ['418', error(418), 'unknown', 'APIError'],
  [
    'a wrong key, as Gemini says it at its OpenAI-compatible address',
    jsonAnswer(400, [
      {
        error: {
          code: 400,
          message: 'API key not valid. Please pass a valid API key.',
          status: 'INVALID_ARGUMENT',
        },
      },
    ]),
    'auth',
    'BadRequestError',
  ],
  ['422', error(422), 'bad_request', 'UnprocessableEntityError'],
  ['408', error(408), 'timeout', 'APIError'],
  ['500', { kind: 'server-error' }, 'unavailable', 'InternalServerError'],
  ['502', htmlAnswer(502, ''), 'unavailable', 'InternalServerError'],
  ['503', { kind: 'unavailable' }, 'unavailable', 'InternalServerError'],
  ['504', htmlAnswer(504, ''), 'unavailable', 'InternalServerError'],
  ['520', htmlAnswer(520, ''), 'unavailable', 'InternalServerError'],
  ['524', htmlAnswer(524, ''), 'unavailable', 'InternalServerError'],
  ['529', { kind: 'overloaded' }, 'unavailable', 'InternalServerError'],
  [
    'a redirect',
    { kind: 'verbatim', status: 307, headers: { location: '/' }, body: '' },
    'unknown',
    'APIError',
  ],
];

describe('refusals of an OpenAI-compatible server', () => {
  it.each(quota)('E2 tells quota from rate limit: %s', async (_name, answer, errorClass, type) => {
    expect(await openai.failWith(answer)).toMatchObject({ class: errorClass, type, status: 429 });
  });

  it.each(refusals)('A3 D3 %s', async (_name, answer, errorClass, type) => {
    const failure = await openai.failWith(answer);
    expect(failure).toMatchObject({ class: errorClass, type, status: expect.any(Number) });
    expect(failure.message).not.toBe('');
  });

  it('A6 keeps code and words, whatever the shape of the body', async () => {
    const text = 'The model `some-model` does not exist or you do not have access to it.';
    expect(await openai.failWith({ kind: 'model-not-found' })).toMatchObject({
      code: 'model_not_found',
      message: text,
    });
    expect(await openai.failWith({ kind: 'overloaded' })).toMatchObject({
      code: 'overloaded_error',
      message: 'Overloaded',
    });
    // vLLM, FastAPI, Ollama, a proxy.
    const flat = jsonAnswer(404, {
      object: 'error',
      message: 'no such model',
      type: 'NotFoundError',
      code: 404,
    });
    expect(await openai.failWith(flat)).toMatchObject({ code: '404', message: 'no such model' });
    const detail = await openai.failWith(jsonAnswer(422, { detail: [{ msg: 'field required' }] }));
    expect(detail).toMatchObject({ code: null, message: '{"detail":[{"msg":"field required"}]}' });
    expect((await openai.failWith(jsonAnswer(400, { error: 'just words' }))).message).toBe('just words');
    const page = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';
    expect((await openai.failWith(htmlAnswer(502, page))).message).toBe('502 Bad Gateway');
  });

  it('B13 shows no key that a provider echoes, whole or masked', async () => {
    const masked = await openai.failWith({ kind: 'auth' });
    expect(masked.message).toBe('Incorrect API key provided: [key]');
    const echoed = await openai.failWith(error(401, { message: `Bad header "Bearer ${key}"`, code: key }));
    expect(JSON.stringify(echoed)).not.toContain('sk-live');
    expect(openai.server.calls.at(-1)?.headers.authorization).toBe(`Bearer ${key}`);
  });

  it('takes the wait from headers or words, and from reset headers only for a rate limit', async () => {
    expect((await openai.failWith({ kind: 'rate-limited', retryAfterSeconds: 7 })).retryAfterMs).toBe(7_000);
    const words = error(429, { message: 'Please try again in 1.5s.' });
    expect((await openai.failWith(words)).retryAfterMs).toBe(1_500);
    expect((await openai.failWith(jsonAnswer(503, {}, { 'retry-after': '3' }))).retryAfterMs).toBe(3_000);
    const resets = { 'x-ratelimit-reset-requests': '6m0s' };
    expect((await openai.failWith(jsonAnswer(429, {}, resets))).retryAfterMs).toBe(360_000);
    expect((await openai.failWith(jsonAnswer(500, {}, resets))).retryAfterMs).toBeNull();
  });
});
