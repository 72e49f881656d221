import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ErrorClass } from '#contracts';
import { chatCall, completionOf, embeddingsCall, failureOf } from '../provider-call.fixture.js';
import { createProviders, type ProviderRegistry } from '../provider-registry.js';
import { events, eventStream, reply, startWireServer, type WireServer } from '../wire-server.fixture.js';

let server: WireServer;
let providers: ProviderRegistry;

beforeAll(async () => {
  process.env['OPENAI_BASE_URL'] = 'http://127.0.0.1:9/v1';
  server = await startWireServer();
  providers = createProviders([
    { name: 'azure', kind: 'azure', baseUrl: `${server.url}/`, apiKey: '0123456789abcdef' },
    { name: 'open', kind: 'azure', baseUrl: server.url, apiKey: null },
  ]);
});
afterAll(async () => {
  delete process.env['OPENAI_BASE_URL'];
  await providers.close();
  await server.stop();
});

const message = { role: 'assistant', content: 'Hello', refusal: null };
const answer = {
  id: 'c-1',
  object: 'chat.completion',
  choices: [{ index: 0, message, finish_reason: 'stop' }],
};

const ask = (model = 'prod', call = {}) =>
  providers.call(chatCall(model, {}, { provider: 'azure', ...call }));

const fail = async (status: number, body: unknown, headers = {}) => {
  server.play(reply(status, body, headers));
  return failureOf(await ask());
};

describe('a call to Azure OpenAI', () => {
  it('D8 goes to the deployment that the model names, in the version that it names', async () => {
    server.play(reply(200, answer, { 'apim-request-id': 'a-1' }));
    expect(completionOf(await ask('prod|2025-01-01-preview'))).toMatchObject({
      requestId: 'a-1',
      warnings: [],
    });
    expect(server.requests.at(-1)).toMatchObject({
      path: '/openai/deployments/prod/chat/completions?api-version=2025-01-01-preview',
      headers: { 'api-key': '0123456789abcdef' },
      body: { model: 'prod' },
    });
    expect(server.requests.at(-1)?.headers).not.toHaveProperty('authorization');
  });

  it('goes in the newest version that has a date and is generally available, where none is named', async () => {
    server.play(reply(200, { object: 'list', data: [{ index: 0, embedding: [1] }] }));
    completionOf(await providers.call({ ...embeddingsCall('small', { input: 'a' }), provider: 'azure' }));
    expect(server.requests.at(-1)?.path).toBe('/openai/deployments/small/embeddings?api-version=2024-10-21');
  });

  it('has no key where there is none', async () => {
    server.play(reply(200, answer));
    completionOf(await ask('prod', { provider: 'open' }));
    expect(server.requests.at(-1)?.headers).not.toHaveProperty('api-key');
  });

  it("limits the answer by OpenAI's newest name", async () => {
    server.play(reply(200, answer));
    completionOf(await ask('prod', { settings: { maxTokens: 5 } }));
    expect(server.requests.at(-1)?.body).toMatchObject({ max_completion_tokens: 5 });
  });
});

const filtered =
  "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.";

const errors: (readonly [status: number, error: object, errorClass: ErrorClass])[] = [
  [
    400,
    {
      message: filtered,
      type: null,
      param: 'prompt',
      code: 'content_filter',
      status: 400,
      innererror: { code: 'ResponsibleAIPolicyViolation', content_filter_result: {} },
    },
    'content_filter',
  ],
  [400, { message: 'no', code: 'BadRequest', inner_error: { code: 'ContentFiltered' } }, 'content_filter'],
  [
    404,
    { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' },
    'model_not_found',
  ],
  [
    400,
    {
      code: 'OperationNotSupported',
      message: 'The chatCompletion operation does not work with the specified model, ada.',
    },
    'model_not_found',
  ],
  [410, { code: 'ModelDeprecated', message: 'The model has been deprecated.' }, 'model_not_found'],
  [
    401,
    { code: '401', message: 'Access denied due to invalid subscription key or wrong API endpoint.' },
    'auth',
  ],
  [429, { code: 'no_capacity', message: 'The system is currently experiencing high demand.' }, 'unavailable'],
  [400, { code: 'context_length_exceeded', message: 'no', type: 'invalid_request_error' }, 'context_length'],
];

describe('errors of Azure OpenAI', () => {
  it.each(errors)('%s %j is %s', async (status, error, errorClass) => {
    expect(await fail(status, { error })).toMatchObject({ class: errorClass, status });
  });

  it('say how long to wait; resets of 0 and −1 say nothing', async () => {
    const text =
      'Requests have exceeded token rate limit of your current pricing tier. Please retry after 20 seconds.';
    expect(await fail(429, { error: { code: '429', message: text } })).toMatchObject({
      class: 'rate_limit',
      retryAfterMs: 20_000,
    });
    const limited = { error: { code: '429', message: 'Too many' } };
    const resets = (requests: string, tokens: string) => ({
      'x-ratelimit-reset-requests': requests,
      'x-ratelimit-reset-tokens': tokens,
    });
    expect((await fail(429, limited, resets('-1', '0'))).retryAfterMs).toBeNull();
    expect((await fail(429, limited, resets('-1', '12'))).retryAfterMs).toBe(12_000);
  });

  it('come in a 200 too: as a reason, and within a stream', async () => {
    const choices = [{ index: 0, message: { role: 'assistant' }, finish_reason: 'content_filter' }];
    expect(await fail(200, { ...answer, choices })).toMatchObject({ class: 'content_filter' });
    const first = { choices: [], created: 0, id: '', model: '', object: '', prompt_filter_results: [] };
    const error = { code: 'content_filter', message: filtered, inner_error: { code: 'ContentFiltered' } };
    server.play(eventStream(events(first, { error })));
    const onChunk = (): void => undefined;
    expect(failureOf(await ask('prod', { onChunk }))).toMatchObject({ class: 'content_filter', status: 200 });
  });

  it('of the asynchronous filter are pieces without a delta', async () => {
    const piece = (choice: object): object => ({
      ...answer,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, ...choice }],
    });
    const results = {
      content_filter_results: { violence: { filtered: false } },
      content_filter_offsets: { check_offset: 0 },
    };
    server.play(
      eventStream(
        events(
          piece({ delta: { content: 'Hi' }, finish_reason: null }),
          piece(results),
          piece({ delta: {}, finish_reason: 'stop' }),
          '[DONE]',
        ),
      ),
    );
    expect(completionOf(await ask('prod', { onChunk: () => undefined })).body).toMatchObject({
      choices: [{ message: { content: 'Hi' }, content_filter_results: results.content_filter_results }],
    });
  });
});
