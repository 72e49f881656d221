import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ErrorClass } from '#contracts';
import { chatCall } from '../provider-call.fixture.js';
import {
  failureOf,
  json,
  key,
  message,
  never,
  now,
  refusal,
  startAnthropicServer,
  type AnthropicServer,
  type Reply,
} from './anthropic-server.fixture.js';

let server: AnthropicServer;
beforeAll(async () => {
  server = await startAnthropicServer();
});
afterAll(() => server.stop());
afterEach(() => void jest.restoreAllMocks());

const html = (status: number, title: string): Reply => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: `<html><head><title>${title}</title></head><body>…</body></html>`,
});
const invalid = (words: string): Reply => refusal(400, 'invalid_request_error', words);
const limited = (words: string, code?: string): Reply =>
  refusal(429, 'rate_limit_error', words, {}, code === undefined ? undefined : { error_code: code });

const rows: (readonly [name: string, reply: Reply, errorClass: ErrorClass, type: string])[] = [
  ['D3 529', refusal(529, 'overloaded_error', 'Overloaded'), 'unavailable', 'OverloadedError'],
  ['D3 500', refusal(500, 'api_error', 'Internal server error'), 'unavailable', 'InternalServerError'],
  ['502 of a proxy', html(502, '502 Bad Gateway'), 'unavailable', 'InternalServerError'],
  ['D3 503', html(503, 'Service Unavailable'), 'unavailable', 'ServiceUnavailableError'],
  ['504', refusal(504, 'timeout_error', 'Request timed out'), 'timeout', 'GatewayTimeoutError'],
  [
    'D3 429',
    limited('This request would exceed your organization’s rate limit'),
    'rate_limit',
    'RateLimitError',
  ],
  [
    '429 of a steep rise',
    limited('Slow down', 'ramp_limit_exceeded'),
    'rate_limit',
    'RampLimitExceededError',
  ],
  [
    '429 of money',
    limited('This organization has crossed its tier', 'enforced_spend_limit_reached'),
    'quota',
    'EnforcedSpendLimitReachedError',
  ],
  [
    'D3 400 of credit',
    invalid('Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.'),
    'quota',
    'BadRequestError',
  ],
  [
    '400 of a limit one has set',
    invalid(
      'You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.',
    ),
    'quota',
    'BadRequestError',
  ],
  [
    '402',
    refusal(402, 'billing_error', 'There is an issue with your payment'),
    'quota',
    'PaymentRequiredError',
  ],
  ['D3 401', refusal(401, 'authentication_error', 'invalid x-api-key'), 'auth', 'AuthenticationError'],
  [
    'D3 403',
    refusal(403, 'permission_error', 'Your API key does not have permission'),
    'auth',
    'PermissionDeniedError',
  ],
  ['400 of the disabled', invalid('This organization has been disabled.'), 'auth', 'BadRequestError'],
  [
    '400 on hold',
    refusal(400, 'invalid_request_error', 'On hold', {}, { error_code: 'organization_on_hold' }),
    'auth',
    'OrganizationOnHoldError',
  ],
  ['A4 404', refusal(404, 'not_found_error', 'model: claude-sonnet-9'), 'model_not_found', 'NotFoundError'],
  [
    '400 of a long prompt',
    invalid('prompt is too long: 208310 tokens > 200000 maximum'),
    'context_length',
    'BadRequestError',
  ],
  [
    '400 of a long answer',
    invalid(
      'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length',
    ),
    'context_length',
    'BadRequestError',
  ],
  [
    '413',
    refusal(413, 'request_too_large', 'Request exceeds the maximum size'),
    'context_length',
    'ContentTooLargeError',
  ],
  ['413 of a proxy', html(413, '413 Request Entity Too Large'), 'context_length', 'ContentTooLargeError'],
  [
    '400 of a filter',
    invalid('Output blocked by content filtering policy'),
    'content_filter',
    'BadRequestError',
  ],
  ['400', invalid('messages.0.content: Input should be a valid list'), 'bad_request', 'BadRequestError'],
  ['408', html(408, 'Request Timeout'), 'timeout', 'RequestTimeoutError'],
  ['a redirect', { status: 307, headers: { location: '/' }, body: '' }, 'unknown', 'APIError'],
];

const badAnswers: (readonly [name: string, reply: Reply, message: string])[] = [
  ['HTML', html(200, 'Sign in'), 'the answer is HTML, not JSON'],
  ['truncated JSON', json(200, JSON.stringify(message()).slice(0, -9)), 'the answer is not valid JSON'],
  ['no bytes', json(200, ''), 'the answer is empty'],
  ['a list', json(200, []), 'the answer is JSON, but not an object'],
  ['no content', json(200, message({ content: null })), 'the answer has no content'],
  ['no end', json(200, message({ stop_reason: null })), 'the answer does not say that it is finished'],
  [
    'a pause',
    json(200, message({ stop_reason: 'pause_turn' })),
    'the answer ended in a way that is no end: pause_turn',
  ],
];

describe('failures of Anthropic', () => {
  it.each(rows)('%s', async (_name, reply, errorClass, type) => {
    const failure = await server.failWith(reply);
    expect(failure).toMatchObject({ class: errorClass, type, status: reply.status });
    expect(failure.message).not.toBe('');
  });

  it.each(badAnswers)('a 200 that is no answer is a bad response: %s', async (_name, reply, words) => {
    expect(await server.failWith(reply)).toMatchObject({
      class: 'bad_response',
      type: 'APIError',
      status: 200,
      message: words,
    });
  });

  it.each<[type: string, errorClass: ErrorClass]>([
    ['overloaded_error', 'unavailable'],
    ['rate_limit_error', 'rate_limit'],
    ['some_error', 'bad_response'],
  ])('an error within a 200 is what it says: %s', async (type, errorClass) => {
    const failure = await server.failWith(refusal(200, type, 'No'));
    expect(failure).toMatchObject({
      class: errorClass,
      type: 'APIError',
      status: 200,
      code: type,
      message: 'No',
    });
  });

  it('says what was spent on an answer that is none', async () => {
    const { usage } = await server.failWith(json(200, message({ stop_reason: null })));
    expect(usage).toEqual({ input_tokens: 9, output_tokens: 4, cached_input_tokens: 0 });
  });

  it('A6 keeps the words and the code, and the title of a page', async () => {
    expect(await server.failWith(limited('Slow down', 'ramp_limit_exceeded'))).toMatchObject({
      code: 'ramp_limit_exceeded',
      message: 'Slow down',
    });
    expect((await server.failWith(html(502, '502 Bad Gateway'))).message).toBe('502 Bad Gateway');
  });

  it('B13 shows no key that is echoed', async () => {
    const failure = await server.failWith(refusal(401, 'authentication_error', `invalid key ${key}`));
    expect(failure.message).toBe('invalid key [key]');
  });

  it('prints nothing, not even that a model is old', async () => {
    const prints = (['log', 'warn', 'error'] as const).map((level) => jest.spyOn(console, level));
    process.env['ANTHROPIC_LOG'] = 'debug';
    try {
      await server.failWith(json(500, '{'));
      server.play(json(200, message()));
      await server.adapter().complete(chatCall('claude-sonnet-4-5'), never());
    } finally {
      delete process.env['ANTHROPIC_LOG'];
    }
    for (const print of prints) expect(print).not.toHaveBeenCalled();
  });
});

describe('D4 how long Anthropic asks to be left alone', () => {
  const at = (seconds: number) => new Date(now + seconds * 1_000).toISOString();
  it.each<[name: string, headers: Record<string, string>, expected: number | null]>([
    ['retry-after', { 'retry-after': '7', 'anthropic-ratelimit-requests-reset': at(30) }, 7_000],
    [
      'the limit that was reached',
      {
        'anthropic-ratelimit-requests-remaining': '12',
        'anthropic-ratelimit-requests-reset': at(90),
        'anthropic-ratelimit-input-tokens-remaining': '0',
        'anthropic-ratelimit-input-tokens-reset': at(20),
      },
      20_000,
    ],
    [
      'the last of those that may have been',
      { 'anthropic-ratelimit-requests-reset': at(5), 'anthropic-ratelimit-tokens-reset': at(9) },
      9_000,
    ],
    ['a moment that is over', { 'anthropic-ratelimit-tokens-reset': at(-9) }, 0],
    ['nothing that can be read', { 'anthropic-ratelimit-tokens-reset': 'soon' }, null],
    ['for good', { 'x-should-retry': 'false', 'anthropic-ratelimit-tokens-reset': at(9) }, null],
  ])('%s', async (_name, headers, expected) => {
    const reply = refusal(429, 'rate_limit_error', 'This request would exceed the rate limit', headers);
    expect((await server.failWith(reply)).retryAfterMs).toBe(expected);
  });

  it('is not what the resets of every answer say', async () => {
    const reply = refusal(529, 'overloaded_error', 'Overloaded', {
      'anthropic-ratelimit-tokens-reset': at(9),
    });
    expect((await server.failWith(reply)).retryAfterMs).toBeNull();
  });
});

describe('D3 a connection to Anthropic', () => {
  it('is reset before the headers', async () => {
    expect(await server.failWith({ ...json(200, message()), end: 'reset' })).toMatchObject({
      class: 'network',
      type: 'APIConnectionError',
      status: null,
    });
  });

  it('breaks off in the body, which is a bad response', async () => {
    expect(await server.failWith({ ...json(200, message()), bytes: 20, end: 'cut' })).toMatchObject({
      class: 'bad_response',
      type: 'APIConnectionError',
      status: 200,
    });
  });

  it('is refused', async () => {
    const closed = createServer();
    closed.listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, 'close');
    const adapter = server.adapter({ url: `http://127.0.0.1:${port}` });
    const failure = await failureOf(adapter, adapter.complete(chatCall('claude-sonnet-5-5'), never()));
    expect(failure).toMatchObject({ class: 'network', type: 'APIConnectionError' });
    expect(failure.message).toContain('ECONNREFUSED');
  });

  it('times out in the system, which the SDK takes for its own limit', async () => {
    const adapter = server.adapter({
      fetch: () => Promise.reject(new Error('connect ETIMEDOUT 192.0.2.1:443')),
    });
    const failure = await failureOf(adapter, adapter.complete(chatCall('claude-sonnet-5-5'), never()));
    expect(failure).toMatchObject({ class: 'network', type: 'APIConnectionTimeoutError' });
  });

  it('is silent until the caller leaves, and ends then', async () => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const leaving = new AbortController();
    const adapter = server.adapter({ url: `http://127.0.0.1:${port}` });
    const connected = once(silent, 'connection');
    const answer = adapter.complete(chatCall('claude-sonnet-5-5'), leaving.signal);
    const [socket] = (await connected) as [Socket];
    const ended = once(socket.on('error', () => undefined).resume(), 'close');
    leaving.abort();
    await expect(answer).rejects.toMatchObject({ name: adapter.stopTypes.cancelled });
    await ended;
    silent.close();
  });
});

it('a defect is no failure of Anthropic', () => {
  const defect = new TypeError('x is not a function');
  expect(() => server.adapter().classify(defect)).toThrow(defect);
});
