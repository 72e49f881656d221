import { describe, expect, it } from '@jest/globals';
import { loadRoutingConfig } from './load-routing-config.js';

const keys = { OPENAI_API_KEY: 'k', OPENAI_MODEL_NAME: 'gpt-4o-mini', OPENAI_TIMEOUT: '20' };

describe('loadRoutingConfig, of providers', () => {
  it('E4 knows which providers cannot be called, and why', () => {
    expect(loadRoutingConfig({}).unusable.get('openai')).toBe('OPENAI_API_KEY is not set');
  });

  it('reads all that a provider may say', () => {
    const text = `
providers:
  my-vllm:
    kind: openai
    base_url: http://10.0.0.7:8000/v1
    model: a
    models: [a, b]
    timeout_seconds: 1.5
    first_token_timeout_seconds: 0.5
    max_connections: 8
    http2: true
    allowed_base_urls: [http://10.0.0.8:8000/v1]
    limits: { requests_per_minute: 600, max_in_flight: 4 }
  own: { kind: ollama, base_url: http://10.0.0.9:11434, stream_idle_timeout_seconds: 5 }`;
    const { providers } = loadRoutingConfig(keys, text);
    expect(providers.get('my-vllm')).toEqual({
      name: 'my-vllm',
      kind: 'openai',
      baseUrl: 'http://10.0.0.7:8000/v1',
      apiKey: null,
      model: 'a',
      timeoutMs: 1500,
      firstTokenTimeoutMs: 500,
      idleTimeoutMs: 30_000,
      maxConnections: 8,
      http2: true,
      allowedBaseUrls: ['http://10.0.0.8:8000/v1'],
      models: ['a', 'b'],
      modelsShareServer: false,
      limits: { requestsPerMinute: 600, maxInFlight: 4 },
    });
    expect(providers.get('own')).toMatchObject({
      maxConnections: null,
      http2: false,
      modelsShareServer: true,
      models: null,
      timeoutMs: 60_000,
      firstTokenTimeoutMs: null,
      idleTimeoutMs: 5_000,
    });
  });

  it('lets the environment win over the file, by the name of the provider, and the file say the rest', () => {
    const text = `
providers:
  openai: { kind: openai, model: gpt-4o, timeout_seconds: 5 }
  my-vllm: { kind: openai, base_url: http://a/v1, model: m, timeout_seconds: 5 }`;
    const env = { ...keys, MY_VLLM_BASE_URL: 'http://b/v1', MY_VLLM_API_KEY: 'v', MY_VLLM_TIMEOUT: ' ' };
    const { providers } = loadRoutingConfig(env, text);
    expect(providers.get('openai')).toMatchObject({ apiKey: 'k', model: 'gpt-4o-mini', timeoutMs: 20_000 });
    expect(providers.get('my-vllm')).toMatchObject({
      baseUrl: 'http://b/v1',
      apiKey: 'v',
      model: 'm',
      timeoutMs: 5_000,
    });
  });

  it('E4 knows who lacks nothing but a key, tells of those that the file names, and starts without them', () => {
    const text = `
providers:
  vllm: { kind: openai, base_url: http://a/v1, api_key_env: VLLM_KEY }
  gemini: { kind: openai, base_url: http://b/v1 }
  together: { kind: openai, api_key_env: OWN_KEY }
  ollama: { kind: ollama }
chains: { c: { steps: [vllm/a, gemini/b, together/d, ollama/c] } }`;
    const { providers, keyless, unusable, notices, chains } = loadRoutingConfig(
      { OPENROUTER_API_KEY: 'k' },
      text,
    );
    expect([...providers.keys()]).toEqual(['openrouter']);
    expect([...keyless.keys()].sort()).toEqual(['anthropic', 'gemini', 'openai', 'together', 'vllm']);
    expect(keyless.get('together')).toMatchObject({ apiKey: null, baseUrl: 'https://api.together.xyz/v1' });
    expect(Object.fromEntries(unusable)).toEqual({
      ollama: 'OLLAMA_URL is not set',
      openai: 'OPENAI_API_KEY is not set',
      azure: 'AZURE_API_KEY is not set',
      anthropic: 'ANTHROPIC_API_KEY is not set',
      gemini: 'GEMINI_API_KEY is not set',
      together: 'OWN_KEY is not set',
      vllm: 'VLLM_KEY is not set',
    });
    expect(notices).toEqual([
      "provider 'ollama' of the config cannot be used: OLLAMA_URL is not set",
      "provider 'gemini' of the config cannot be used: GEMINI_API_KEY is not set",
      "provider 'together' of the config cannot be used: OWN_KEY is not set",
      "provider 'vllm' of the config cannot be used: VLLM_KEY is not set",
    ]);
    expect(chains.get('c')?.steps).toHaveLength(4);
  });

  it("B11 calls a resource of one's own at Azure only with its key and its address", () => {
    const [key, address] = [{ AZURE_API_KEY: 'k' }, { AZURE_BASE_URL: 'https://r.openai.azure.com' }];
    expect(loadRoutingConfig(key).unusable.get('azure')).toBe('AZURE_BASE_URL is not set');
    expect(loadRoutingConfig(key).keyless.has('azure')).toBe(false);
    expect(loadRoutingConfig(address).unusable.get('azure')).toBe('AZURE_API_KEY is not set');
    expect(loadRoutingConfig(address).keyless.has('azure')).toBe(true);
    expect(loadRoutingConfig({ ...key, ...address }).providers.get('azure')).toMatchObject({
      kind: 'azure',
      baseUrl: 'https://r.openai.azure.com',
    });
  });

  it('B11 speaks to each well-known provider in its own way', () => {
    const names = ['OPENAI', 'ANTHROPIC', 'GEMINI', 'OPENROUTER', 'TOGETHER'];
    const { providers } = loadRoutingConfig(
      Object.fromEntries(names.map((name) => [`${name}_API_KEY`, 'k'])),
    );
    expect([...providers.values()].map(({ kind }) => kind.toUpperCase())).toEqual(names);
  });
});
