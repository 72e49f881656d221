import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ProviderKind } from '#fallback';
import { conformingProviders } from './conformance/conforming-providers.fixture.js';
import { say } from './conformance/say.fixture.js';
import { startStandIn, type StandIn } from './conformance/stand-in.fixture.js';
import { adapters } from './known-adapters.js';
import { ParameterMemory } from './parameters/parameter-memory.js';
import { chatCall, completionOf, stoppedClock } from './provider-call.fixture.js';
import { createProviders } from './provider-registry.js';

const theirs = 'of-the-environment';
const elsewhere = 'http://127.0.0.1:9';
const headers = ['x-leak', 'Authorization', 'api-key', 'x-api-key', 'OpenAI-Organization', 'User-Agent'];
const customHeaders = headers.map((name) => `${name}: ${theirs}`).join('\n');

/** What the installed SDKs read by themselves and could show in a call; ours the config reads, and they come as settings. */
const environment: Readonly<Record<string, string>> = {
  OPENAI_API_KEY: theirs,
  OPENAI_ADMIN_KEY: theirs,
  OPENAI_ORG_ID: theirs,
  OPENAI_PROJECT_ID: theirs,
  OPENAI_WEBHOOK_SECRET: theirs,
  OPENAI_BASE_URL: elsewhere,
  OPENAI_CUSTOM_HEADERS: customHeaders,
  OPENAI_API_VERSION: theirs,
  OPENAI_LOG: 'debug',
  AZURE_OPENAI_API_KEY: theirs,
  AZURE_OPENAI_ENDPOINT: elsewhere,
  ANTHROPIC_API_KEY: theirs,
  ANTHROPIC_AUTH_TOKEN: theirs,
  ANTHROPIC_BASE_URL: elsewhere,
  ANTHROPIC_CUSTOM_HEADERS: customHeaders,
  ANTHROPIC_IDENTITY_TOKEN: theirs,
  ANTHROPIC_IDENTITY_TOKEN_FILE: theirs,
  ANTHROPIC_FEDERATION_RULE_ID: theirs,
  ANTHROPIC_SERVICE_ACCOUNT_ID: theirs,
  ANTHROPIC_SCOPE: theirs,
  ANTHROPIC_ORGANIZATION_ID: theirs,
  ANTHROPIC_WORKSPACE_ID: theirs,
  ANTHROPIC_PROFILE: theirs,
  ANTHROPIC_OPEN_TELEMETRY: 'true',
  ANTHROPIC_OPEN_TELEMETRY_PROPAGATION: 'true',
  ANTHROPIC_WEBHOOK_SIGNING_KEY: theirs,
  ANTHROPIC_LOG: 'debug',
  GEMINI_API_KEY: theirs,
  GOOGLE_API_KEY: theirs,
  GOOGLE_CLOUD_PROJECT: theirs,
  GOOGLE_CLOUD_LOCATION: theirs,
  GOOGLE_GEMINI_BASE_URL: elsewhere,
  GOOGLE_VERTEX_BASE_URL: elsewhere,
  GOOGLE_GENAI_API_KEY: theirs,
  GOOGLE_GENAI_ACCESS_TOKEN: theirs,
  GOOGLE_GENAI_API_VERSION: theirs,
  GOOGLE_GENAI_USER_PROJECT: theirs,
  GOOGLE_GENAI_USE_VERTEXAI: 'true',
  GOOGLE_GENAI_USE_ENTERPRISE: 'true',
  OLLAMA_API_KEY: theirs,
  OLLAMA_HOST: elsewhere,
};

const before = { ...process.env };
const setEnvironment = (): void => void Object.assign(process.env, environment);
function restoreEnvironment(): void {
  for (const name of Object.keys(environment)) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
}

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.stop());
afterEach(restoreEnvironment);

const kinds = conformingProviders.map((provider) => [provider.kind, provider] as const);

describe.each(kinds)('what an SDK would take from the environment, at %s', (kind, provider) => {
  const { path, model } = provider;

  /** The request that reaches the provider. */
  async function sent(apiKey: string | null, streamed: boolean) {
    standIn.react(provider, say('Hi'), streamed, 'ours');
    const providers = createProviders([{ name: kind, kind, baseUrl: `${standIn.url}${path}`, apiKey }]);
    const onChunk = streamed ? () => undefined : null;
    completionOf(await providers.call(chatCall(model, {}, { provider: kind, onChunk })));
    await providers.close();
    return standIn.requests.at(-1)!;
  }

  it.each([
    ['with a key', 'key-of-its-own', false],
    ['with a key, streamed', 'key-of-its-own', true],
    ['without a key', null, false],
  ])('B13 is not sent: a request is the same with and without it, %s', async (_, apiKey, streamed) => {
    const plain = await sent(apiKey, streamed);
    setEnvironment();
    const printed = (['debug', 'info', 'log', 'warn', 'error'] as const).map((level) =>
      jest.spyOn(console, level).mockImplementation(() => undefined),
    );
    expect(await sent(apiKey, streamed)).toEqual(plain);
    for (const spy of printed) expect(spy).not.toHaveBeenCalled();
    jest.restoreAllMocks();
    expect(JSON.stringify(plain)).not.toContain(theirs);
  });
});

/** Where each is without an address of its own. Azure has none. */
const homes: readonly (readonly [kind: ProviderKind, home: string, address: string | null])[] = [
  ['openai', 'https://api.openai.com/v1/', null],
  ['openrouter', 'https://openrouter.ai/api/v1/', null],
  ['together', 'https://api.together.xyz/v1/', null],
  ['anthropic', 'https://api.anthropic.com/', null],
  ['gemini', 'https://generativelanguage.googleapis.com/', null],
  ['ollama', 'http://127.0.0.1:11434/', null],
  // Where the SDK has a key for it.
  ['ollama', 'https://ollama.com/', 'https://ollama.com'],
];

it.each(homes)('B13 %s is called at %s, whatever the environment says', async (kind, home, baseUrl) => {
  setEnvironment();
  const calls: { readonly address: string; readonly sent: string }[] = [];
  const clock = stoppedClock();
  const adapter = adapters[kind]({
    baseUrl,
    apiKey: null,
    fetch: (url, init) => {
      const address = new URL(url).href;
      calls.push({ address, sent: JSON.stringify([address, [...new Headers(init?.headers)], init?.body]) });
      return Promise.reject(new Error('far enough'));
    },
    clock,
    randomId: () => '1',
    memory: new ParameterMemory(clock),
  });
  await adapter.complete(chatCall('m'), new AbortController().signal).catch(() => undefined);
  expect(calls).toMatchObject([{ address: expect.stringMatching(new RegExp(`^${home}`)) }]);
  expect(calls[0]!.sent).not.toContain(theirs);
});
