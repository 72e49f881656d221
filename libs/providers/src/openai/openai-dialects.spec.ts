import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ErrorClass } from '#contracts';
import { chatCall, failureOf } from '../provider-call.fixture.js';
import { createProviders, type ProviderRegistry } from '../provider-registry.js';
import { reply, startWireServer, type WireServer } from '../wire-server.fixture.js';

let server: WireServer;
let providers: ProviderRegistry;
const now = Date.parse('2026-01-01T00:00:00Z');

beforeAll(async () => {
  server = await startWireServer();
  const settings = (['openrouter', 'together'] as const).map((kind) => ({
    name: kind,
    kind,
    baseUrl: `${server.url}/v1`,
    apiKey: 'sk-or-v1-0123456789',
  }));
  const clock = { now: () => now, sleep: () => new Promise<void>(() => undefined) };
  providers = createProviders(settings, { clock });
});
afterAll(async () => {
  await providers.close();
  await server.stop();
});

const fail = async (provider: string, status: number, body: unknown, headers = {}) => {
  server.play(reply(status, body, headers));
  return failureOf(await providers.call(chatCall('m', {}, { provider })));
};

type Row = readonly [status: number, error: object, errorClass: ErrorClass];

const openRouter: Row[] = [
  [402, { code: 402, message: 'This request requires more credits, or fewer max_tokens.' }, 'quota'],
  [
    403,
    {
      code: 403,
      message: 'Key limit exceeded (monthly limit). Manage it using https://openrouter.ai/settings/keys',
    },
    'quota',
  ],
  [
    403,
    {
      code: 403,
      message:
        'openai/gpt-4o requires moderation on OpenAI. Your input was flagged for "violence". No credits were charged.',
      metadata: { reasons: ['violence'], flagged_input: 'how to', provider_name: 'OpenAI' },
    },
    'content_filter',
  ],
  [401, { code: 401, message: 'No auth credentials found' }, 'auth'],
  [404, { code: 404, message: 'No endpoints found for acme/none.' }, 'model_not_found'],
  [400, { code: 400, message: 'acme/none is not a valid model ID' }, 'model_not_found'],
  [408, { code: 408, message: 'Request timed out' }, 'timeout'],
  [502, { code: 502, message: 'Provider returned error' }, 'unavailable'],
  [503, { code: 503, message: 'No allowed providers' }, 'unavailable'],
  [
    400,
    {
      code: 400,
      message: 'Provider returned error',
      metadata: {
        provider_name: 'X',
        raw: '{"error":{"message":"This model\'s maximum context length is 8192 tokens."}}',
      },
    },
    'context_length',
  ],
  [200, { code: 502, message: 'Provider returned error' }, 'unavailable'],
  [200, { code: 402, message: 'Insufficient credits' }, 'quota'],
];

const together: Row[] = [
  [402, { message: 'Payment required', type: 'credit_limit', param: null, code: null }, 'quota'],
  [
    403,
    {
      message: 'Input token count + `max_tokens` parameter must be less than the context length of the model',
      type: 'invalid_request_error',
    },
    'context_length',
  ],
  [403, { message: 'You do not have access', type: 'invalid_request_error' }, 'auth'],
  [
    422,
    {
      message:
        'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4097. Given: 5013 and 128',
      type: 'invalid_request_error',
    },
    'context_length',
  ],
  [
    404,
    {
      message: 'Unable to access model acme/none',
      type: 'invalid_request_error',
      code: 'model_not_available',
    },
    'model_not_found',
  ],
  [429, { message: 'Too many requests', type: 'rate_limit', code: null }, 'rate_limit'],
  ...[503, 504, 520, 524, 529].map((status): Row => [status, { message: 'no' }, 'unavailable']),
];

describe('errors of those who speak like OpenAI', () => {
  it.each(openRouter)('OpenRouter: %s %j is %s', async (status, error, errorClass) => {
    expect(await fail('openrouter', status, { error })).toMatchObject({ class: errorClass });
  });

  it.each(together)('Together: %s %j is %s', async (status, error, errorClass) => {
    expect(await fail('together', status, { error })).toMatchObject({ class: errorClass });
  });

  it("OpenRouter's limit is free again when the headers within its error say", async () => {
    const headers = {
      'X-RateLimit-Limit': '20',
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-Reset': String(now + 41_000),
    };
    const error = { code: 429, message: 'Rate limit exceeded: free-models-per-min. ', metadata: { headers } };
    expect(await fail('openrouter', 429, { error })).toMatchObject({
      class: 'rate_limit',
      retryAfterMs: 41_000,
    });
    expect(await fail('openrouter', 429, { error }, { 'retry-after': '7' })).toMatchObject({
      retryAfterMs: 7_000,
    });
  });

  it('never shows what a router quotes of the provider behind it', async () => {
    const error = {
      code: 429,
      message: 'Provider returned error',
      metadata: { raw: 'the prompt was: my secret' },
    };
    expect(JSON.stringify(await fail('openrouter', 429, { error }))).not.toContain('secret');
  });
});
