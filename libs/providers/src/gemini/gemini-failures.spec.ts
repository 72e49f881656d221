import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ErrorClass } from '#contracts';
import { chatCall } from '../provider-call.fixture.js';
import { json, startGeminiServer, verbatim, type GeminiServer, type Play } from './gemini-server.fixture.js';

const key = 'AIza-fake-0123456789';
let gemini: GeminiServer;

beforeAll(async () => {
  gemini = await startGeminiServer(key);
});
afterAll(() => gemini.stop());

const call = chatCall('gemini-2.5-flash');

/** The failure of a whole answer; a streamed one must fail in the same way, and each after one request. */
async function failWith(play: Play) {
  gemini.play(play);
  const before = gemini.seen.length;
  const failure = await gemini.failureOf(gemini.complete(call));
  expect(await gemini.failureOf(gemini.stream(call))).toEqual(failure);
  expect(gemini.seen.length - before).toBe(2);
  return failure;
}

const refusal = (code: number, status: string, message: string, details: readonly unknown[] = []) =>
  json(code, { error: { code, message, status, ...(details.length === 0 ? {} : { details }) } });

const typed = (name: string, fields: object) => ({
  '@type': `type.googleapis.com/google.rpc.${name}`,
  ...fields,
});

const exceeded =
  'You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.';

const quota = (...ids: readonly string[]) =>
  typed('QuotaFailure', {
    violations: ids.map((quotaId) => ({
      quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests',
      quotaId,
      quotaDimensions: { location: 'global', model: 'gemini-2.5-flash' },
      quotaValue: '10',
    })),
  });

const perMinute = 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier';
const perDay = 'GenerateRequestsPerDayPerProjectPerModel-FreeTier';
const retryIn = (retryDelay: string) => typed('RetryInfo', { retryDelay });
const invalidKey = typed('ErrorInfo', {
  reason: 'API_KEY_INVALID',
  domain: 'googleapis.com',
  metadata: { service: 'generativelanguage.googleapis.com' },
});

const exhausted = (message: string, ...details: readonly unknown[]) =>
  refusal(429, 'RESOURCE_EXHAUSTED', message, details);
const invalid = (message: string, ...details: readonly unknown[]) =>
  refusal(400, 'INVALID_ARGUMENT', message, details);

const rows: (readonly [
  name: string,
  play: Play,
  errorClass: ErrorClass,
  status: number,
  code: string | null,
])[] = [
  [
    '429 of a minute',
    exhausted(exceeded, quota(perMinute), retryIn('20s')),
    'rate_limit',
    429,
    'RESOURCE_EXHAUSTED',
  ],
  ['429 of a day', exhausted(exceeded, quota(perDay), retryIn('20s')), 'quota', 429, 'RESOURCE_EXHAUSTED'],
  ['429 of both', exhausted(exceeded, quota(perMinute, perDay)), 'quota', 429, 'RESOURCE_EXHAUSTED'],
  [
    '429 with a limit of 0',
    exhausted(`${exceeded}\n* Quota exceeded for metric: x, limit: 0, model: y\nPlease retry in 20.04s.`),
    'quota',
    429,
    'RESOURCE_EXHAUSTED',
  ],
  [
    '429 without credit',
    exhausted('Your prepayment credits are depleted. Please go to AI Studio.'),
    'quota',
    429,
    'RESOURCE_EXHAUSTED',
  ],
  [
    '429 in few words',
    exhausted('Resource has been exhausted (e.g. check quota).'),
    'rate_limit',
    429,
    'RESOURCE_EXHAUSTED',
  ],
  ['429 of a proxy', verbatim(429, { 'content-type': 'text/plain' }, 'slow down'), 'rate_limit', 429, null],
  [
    '400 of a bad key',
    invalid('API key not valid. Please pass a valid API key.', invalidKey),
    'auth',
    400,
    'INVALID_ARGUMENT',
  ],
  [
    '400 of an old key',
    invalid('API key expired. Please renew the API key.'),
    'auth',
    400,
    'INVALID_ARGUMENT',
  ],
  [
    '401',
    refusal(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.'),
    'auth',
    401,
    'UNAUTHENTICATED',
  ],
  [
    '403',
    refusal(403, 'PERMISSION_DENIED', 'Your API key was reported as leaked.'),
    'auth',
    403,
    'PERMISSION_DENIED',
  ],
  [
    '400 of a place',
    refusal(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
    'auth',
    400,
    'FAILED_PRECONDITION',
  ],
  [
    '400 of another state',
    refusal(400, 'FAILED_PRECONDITION', 'The file is not active.'),
    'bad_request',
    400,
    'FAILED_PRECONDITION',
  ],
  [
    '404',
    refusal(
      404,
      'NOT_FOUND',
      'models/gemini-9 is not found for API version v1beta, or is not supported for generateContent.',
    ),
    'model_not_found',
    404,
    'NOT_FOUND',
  ],
  [
    '400 of a long prompt',
    invalid('The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).'),
    'context_length',
    400,
    'INVALID_ARGUMENT',
  ],
  ['400', invalid('Invalid value at contents[0].'), 'bad_request', 400, 'INVALID_ARGUMENT'],
  ['500', refusal(500, 'INTERNAL', 'An internal error has occurred.'), 'unavailable', 500, 'INTERNAL'],
  [
    '502 of a proxy',
    verbatim(502, { 'content-type': 'text/html' }, '<title>502 Bad Gateway</title>'),
    'unavailable',
    502,
    null,
  ],
  [
    '503',
    refusal(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
    'unavailable',
    503,
    'UNAVAILABLE',
  ],
  ['499', refusal(499, 'CANCELLED', 'The operation was cancelled.'), 'unavailable', 499, 'CANCELLED'],
  [
    '504',
    refusal(504, 'DEADLINE_EXCEEDED', 'The request timed out. Please try again.'),
    'timeout',
    504,
    'DEADLINE_EXCEEDED',
  ],
  ['504 of a proxy', verbatim(504, {}, ''), 'timeout', 504, null],
  ['a redirect', verbatim(307, { location: '/' }, ''), 'unknown', 307, null],
  [
    'a refusal cut short',
    verbatim(503, { 'content-type': 'application/json' }, '{"error": {"code": 503'),
    'unavailable',
    503,
    null,
  ],
  [
    'an error in a list',
    json(503, [{ error: { code: 503, message: 'x', status: 'UNAVAILABLE' } }]),
    'unavailable',
    503,
    'UNAVAILABLE',
  ],
  [
    'an error in a 200',
    json(200, { error: { code: 429, message: 'x', status: 'RESOURCE_EXHAUSTED' } }),
    'rate_limit',
    429,
    'RESOURCE_EXHAUSTED',
  ],
  ['an error without a code in a 200', json(200, { error: { message: 'x' } }), 'bad_response', 200, null],
  [
    'HTML in a 200',
    verbatim(200, { 'content-type': 'text/html' }, '<html></html>'),
    'bad_response',
    200,
    null,
  ],
  ['no bytes', verbatim(200, { 'content-type': 'application/json' }, ''), 'bad_response', 200, null],
  [
    'truncated JSON',
    verbatim(200, { 'content-type': 'application/json' }, '{"candidates": [{"con'),
    'bad_response',
    200,
    null,
  ],
];

describe('failures of Gemini', () => {
  it.each(rows)('%s', async (_name, play, errorClass, status, code) => {
    const failure = await failWith(play);
    expect(failure).toMatchObject({ class: errorClass, type: 'ApiError', status, code });
    expect(failure.message).not.toBe('');
  });

  it('A6 keeps the words, in JSON or not', async () => {
    const words = async (play: Play) => (await failWith(play)).message;
    expect(await words(refusal(404, 'NOT_FOUND', 'models/x is not found'))).toBe('models/x is not found');
    expect(await words(verbatim(502, {}, '<title>502 Bad Gateway</title>'))).toBe('502 Bad Gateway');
    expect(await words(verbatim(504, {}, ''))).toBe('no message');
  });

  it.each([
    ['its own field', exhausted(exceeded, quota(perMinute), retryIn('20.5s')), 20_500],
    ['its words', exhausted('Please retry in 1.25s.'), 1_250],
    [
      'a header before both',
      json(429, { error: { message: 'Please retry in 9s' } }, { 'retry-after': '3' }),
      3_000,
    ],
    ['none', exhausted('Resource has been exhausted'), null],
  ])('reads how long to wait from %s', async (_name, play, retryAfterMs) => {
    expect((await failWith(play)).retryAfterMs).toBe(retryAfterMs);
  });

  it('B13 shows no key that is echoed', async () => {
    expect((await failWith(invalid(`unknown key ${key}`))).message).toBe('unknown key [key]');
  });

  it('sends keys of every shape', async () => {
    gemini.play(invalid('API key not valid.'));
    const odd = gemini.connect('auth_tokens/abc');
    await expect(odd.complete(call, new AbortController().signal)).rejects.toMatchObject({
      name: 'ApiError',
    });
    expect(gemini.seen.at(-1)?.headers['x-goog-api-key']).toBe('auth_tokens/abc');
  });

  it('an answer that breaks off is a bad response', async () => {
    gemini.play((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"candidates": [', () => response.destroy());
    });
    expect(await gemini.failureOf(gemini.complete(call))).toMatchObject({
      class: 'bad_response',
      type: 'ConnectionError',
      status: 200,
    });
  });

  it('no server is a failure of the network', async () => {
    gemini.play((response) => response.destroy());
    expect(await failWith((response) => response.destroy())).toMatchObject({
      class: 'network',
      status: null,
    });
  });

  it('silence is ended by the signal, which frees the socket', async () => {
    const abort = new AbortController();
    const hungUp = new Promise<void>((resolve) => {
      gemini.play((response) => {
        response.on('close', resolve);
        abort.abort();
      });
    });
    await expect(gemini.adapter.complete(call, abort.signal)).rejects.toThrow();
    await hungUp;
  });

  it('does not take a defect for a failure', () => {
    const defect = new TypeError('x is not a function');
    expect(() => gemini.adapter.classify(defect)).toThrow(defect);
  });
});
