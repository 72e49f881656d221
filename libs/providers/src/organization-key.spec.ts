import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProviderCall } from '#fallback';
import { startSimulatedProvider, type SimulatedProvider } from '../../../deploy/local/simulated-provider.js';
import { chatCall, completionOf, failureOf } from './provider-call.fixture.js';
import { createProviders, type ProviderRegistry, type ProviderSettings } from './provider-registry.js';
import { jsonAnswer } from './scripted-provider.fixture.js';

const keys: Record<string, string> = {
  ACME_KEY: 'key-of-acme-0123456789',
  BAD_KEY: 'key-with-a-newline\n',
  EMPTY_KEY: '',
};

const leakingModel = 'leaks';
let server: SimulatedProvider;
let providers: ProviderRegistry;

beforeAll(async () => {
  server = await startSimulatedProvider({
    respond: ({ model, headers }) =>
      model === leakingModel
        ? jsonAnswer(401, { error: { message: `your key is ${headers.authorization!.slice(7)}` } })
        : { kind: 'answer' },
  });
  const settings = (['openai', 'ollama'] as const).map((kind): ProviderSettings => {
    const baseUrl = kind === 'openai' ? server.openaiBaseUrl : server.ollamaUrl;
    return { name: kind, kind, baseUrl, apiKey: 'key-of-the-house-0123456789' };
  });
  providers = createProviders(settings, { keyOf: (variable) => keys[variable] ?? null });
});
afterAll(async () => {
  await providers.close();
  await server.stop();
});

describe.each(['openai', 'ollama'])("an organization's own key at %s", (provider) => {
  const call = (credential: string | null, model = 'some-model'): ProviderCall =>
    chatCall(model, {}, { provider, credential });
  const keySent = async (credential: string | null): Promise<string | undefined> => {
    completionOf(await providers.call(call(credential)));
    return server.calls.at(-1)?.headers.authorization;
  };

  it("is sent in place of the provider's, for the calls that name it", async () => {
    expect(await keySent(null)).toBe('Bearer key-of-the-house-0123456789');
    expect(await keySent('ACME_KEY')).toBe('Bearer key-of-acme-0123456789');
    expect(await keySent(null)).toBe('Bearer key-of-the-house-0123456789');
  });

  it('is taken anew when its variable holds another', async () => {
    expect(await keySent('ACME_KEY')).toBe('Bearer key-of-acme-0123456789');
    keys['ACME_KEY'] = 'second-key-of-acme';
    expect(await keySent('ACME_KEY')).toBe('Bearer second-key-of-acme');
    keys['ACME_KEY'] = 'key-of-acme-0123456789';
  });

  it.each([
    ['NO_SUCH_KEY', "the organization's own key is missing: set NO_SUCH_KEY in the routers' environment"],
    ['EMPTY_KEY', "the organization's own key is missing: set EMPTY_KEY in the routers' environment"],
    ['BAD_KEY', "the organization's own key in BAD_KEY has characters that no HTTP header can carry"],
  ])('A3 fails the call as auth and names %s, without a request', async (variable, message) => {
    const before = server.count();
    expect(failureOf(await providers.call(call(variable)))).toEqual({
      class: 'auth',
      type: 'AuthenticationError',
      status: null,
      code: null,
      message,
      retryAfterMs: null,
    });
    expect(server.count()).toBe(before);
  });

  it('B13 is not shown when the provider echoes it', async () => {
    const failure = failureOf(await providers.call(call('ACME_KEY', leakingModel)));
    expect(failure).toMatchObject({ class: 'auth', message: 'your key is [key]' });
  });
});
