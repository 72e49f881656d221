import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chatCall, completionOf, embeddingsCall } from '../provider-call.fixture.js';
import { createProviders, type ProviderRegistry } from '../provider-registry.js';
import { reply, startWireServer, type WireServer } from '../wire-server.fixture.js';

const kinds = [
  {
    kind: 'openai',
    variable: 'OPENAI_CUSTOM_HEADERS',
    key: { authorization: 'Bearer sk-test-01' },
    others: 'api-key',
    path: () => '/chat/completions',
  },
  {
    kind: 'azure',
    variable: 'OPENAI_CUSTOM_HEADERS',
    key: { 'api-key': 'sk-test-01' },
    others: 'authorization',
    path: (model: string) => `/openai/deployments/${model}/chat/completions?api-version=2024-10-21`,
  },
  {
    kind: 'anthropic',
    variable: 'ANTHROPIC_CUSTOM_HEADERS',
    key: { authorization: 'Bearer sk-test-01', 'anthropic-version': expect.any(String) },
    others: 'x-api-key',
    path: () => '/v1/messages',
  },
] as const;

const message = { role: 'assistant', content: 'Hello' };
/** In the formats of all of them. */
const answer = {
  ...message,
  choices: [{ index: 0, message, finish_reason: 'stop' }],
  data: [{ index: 0, embedding: [1] }],
  type: 'message',
  content: [{ type: 'text', text: 'Hello' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 1, output_tokens: 1 },
};

describe.each(kinds)('requests by a client that builds the first alone ($kind)', (each) => {
  const { kind, variable, key, others, path } = each;
  const saved = process.env[variable];
  let server: WireServer;
  let providers: ProviderRegistry;
  beforeAll(async () => {
    process.env[variable] =
      'Authorization: Bearer of-another\napi-key: of-another\nx-api-key: of-another\nX-Secret: of-another';
    server = await startWireServer();
    server.play(reply(200, answer));
    providers = createProviders([{ name: 'sim', kind, baseUrl: server.url, apiKey: 'sk-test-01' }]);
  });
  afterAll(async () => {
    if (saved === undefined) delete process.env[variable];
    else process.env[variable] = saved;
    await providers.close();
    await server.stop();
  });

  const sentFor = async (model: string, content: string) => {
    const messages = [{ role: 'user', content }];
    completionOf(await providers.call(chatCall(model, { messages })));
    return server.requests.at(-1)!;
  };

  it('have each its own body, model and path', async () => {
    for (const model of ['a', 'b', 'a']) {
      for (const content of ['one', 'another']) {
        const sent = await sentFor(model, content);
        expect(sent.body).toMatchObject({ model, messages: [{ role: 'user' }] });
        expect(JSON.stringify(sent.body)).toContain(`"${content}"`);
        expect(sent.path).toBe(path(model));
      }
    }
  });

  it('are the same otherwise, first and later', async () => {
    const [first, second] = [await sentFor('new', 'x'), await sentFor('new', 'x')];
    expect(second).toEqual(first);
    expect(first.headers).toMatchObject({
      ...key,
      accept: 'application/json',
      'content-type': 'application/json',
    });
  });

  it('B13 have the key alone, and nothing of the environment', async () => {
    const { headers } = await sentFor('a', 'x');
    expect(JSON.stringify(headers)).not.toContain('of-another');
    expect(headers).not.toHaveProperty(others);
  });

  if (kind !== 'anthropic')
    it('have each their own path for embeddings', async () => {
      completionOf(await providers.call(chatCall('a')));
      completionOf(await providers.call(embeddingsCall('a', { input: 'x' })));
      expect(server.requests.at(-1)!.path).toContain('/embeddings');
    });
});
