import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chatCall, completionOf, embeddingsCall } from '../provider-call.fixture.js';
import { createProviders, type ProviderRegistry } from '../provider-registry.js';
import { reply, startWireServer, type WireServer } from '../wire-server.fixture.js';

const kinds = [
  { kind: 'openai', key: { authorization: 'Bearer sk-test-01' }, path: () => '/chat/completions' },
  {
    kind: 'azure',
    key: { 'api-key': 'sk-test-01' },
    path: (model: string) => `/openai/deployments/${model}/chat/completions?api-version=2024-10-21`,
  },
] as const;

const variable = 'OPENAI_CUSTOM_HEADERS';
const saved = process.env[variable];

const message = { role: 'assistant', content: 'Hello' };
const answer = {
  choices: [{ index: 0, message, finish_reason: 'stop' }],
  data: [{ index: 0, embedding: [1] }],
};

describe.each(kinds)('requests by a client that builds the first alone ($kind)', ({ kind, key, path }) => {
  let server: WireServer;
  let providers: ProviderRegistry;
  beforeAll(async () => {
    process.env[variable] = 'Authorization: Bearer of-another\napi-key: of-another\nX-Secret: of-another';
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
        expect(sent.body).toMatchObject({ model, messages: [{ role: 'user', content }] });
        expect(sent.path).toBe(path(model));
      }
    }
    completionOf(await providers.call(embeddingsCall('a', { input: 'x' })));
    expect(server.requests.at(-1)!.path).toContain('/embeddings');
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
    expect(headers).not.toHaveProperty(kind === 'openai' ? 'api-key' : 'authorization');
  });
});
