import { describe, expect, it } from '@jest/globals';
import { defaultHealthPolicy } from '../health/health-policy.js';
import { stepName } from '../plan.js';
import { loadRoutingConfig } from './load-routing-config.js';
import type { Chain } from './routing-config.js';

const keys = {
  OPENAI_API_KEY: 'k',
  OPENAI_MODEL_NAME: 'gpt-4o-mini',
  OPENAI_TIMEOUT: '20',
  OPENROUTER_API_KEY: 'k',
  TOGETHER_API_KEY: 'k',
  OLLAMA_URL: 'http://127.0.0.1:11434',
};

const steps = (chain: Chain | undefined): string[] => (chain?.steps ?? []).map(stepName);

describe('loadRoutingConfig', () => {
  it('B11 makes the default chain of every provider that has a model name, in the order of the contract', () => {
    const config = loadRoutingConfig({ ...keys, OLLAMA_MODEL_NAME: 'llama3.2', TOGETHER_MODEL_NAME: 'qwen' });
    expect(steps(config.defaultChain)).toEqual(['ollama/llama3.2', 'openai/gpt-4o-mini', 'together/qwen']);
    expect([...config.providers.keys()]).toEqual(['ollama', 'openai', 'openrouter', 'together']);
    expect(config.providers.get('openai')).toMatchObject({ timeoutMs: 20_000, baseUrl: null });
  });

  it('E4 knows which providers cannot be called, and why', () => {
    expect(loadRoutingConfig({}).unusable.get('openai')).toBe('OPENAI_API_KEY is not set');
  });

  it('B1 takes a chain as its default, and the order in which it is written', () => {
    const text = 'chains: { main: { steps: [openai/gpt-4o, ollama/llama3.2] } }\ndefault_chain: main';
    expect(steps(loadRoutingConfig(keys, text).defaultChain)).toEqual(['openai/gpt-4o', 'ollama/llama3.2']);
  });

  it('E1 runs the seven steps of the customer-service chain as they are configured', () => {
    const chain = [
      'openai/gpt-4o',
      'gemini/gemini-1.5-pro',
      'together/Qwen/Qwen2.5-72B-Instruct-Turbo',
      'openai/gpt-4o-mini',
      'gemini/gemini-1.5-flash',
      'together/meta-llama/Meta-Llama-3.1-70B-Instruct-Turbo',
      'together/Qwen/Qwen2.5-7B-Instruct-Turbo',
    ];
    const text = `chains: { service: { steps: [${chain.join(', ')}] } }`;
    expect(steps(loadRoutingConfig(keys, text).chains.get('service'))).toEqual(chain);
  });

  it('E3 reads a model by its alias, the well-known ones and those of the config', () => {
    const text = `
providers: { gemini: { kind: openai, base_url: http://127.0.0.1:1/v1 } }
models: { gpt-4o: { aliases: [best] } }
chains: { c: { steps: [gemini/gemini-1.5-pro-latest, openai/best] } }`;
    expect(steps(loadRoutingConfig(keys, text).chains.get('c'))).toEqual([
      'gemini/gemini-1.5-pro',
      'openai/gpt-4o',
    ]);
  });

  it('D8 finds one model under the names that providers have for it', () => {
    const text = `
models: { gpt-4o: { at: { openai: gpt-4o, openrouter: openai/gpt-4o } } }
chains: { c: { steps: [gpt-4o] } }`;
    expect(steps(loadRoutingConfig(keys, text).chains.get('c'))).toEqual([
      'openai/gpt-4o',
      'openrouter/openai/gpt-4o',
    ]);
  });

  it('C1 C3 puts the tiers that a tier falls back to behind it, with two retries half a second apart', () => {
    const text = `
tiers:
  orchestrator: { steps: [openai/o3], fallback: [reasoning, general] }
  reasoning: { steps: [openrouter/deepseek/deepseek-r1], fallback: [general, fast] }
  coding: { steps: [openrouter/qwen/qwen3-coder], fallback: [reasoning, general] }
  general: { steps: [openai/gpt-4o], fallback: [fast] }
  fast: { steps: [openai/gpt-4o-mini], retries: 0 }`;
    const { tiers } = loadRoutingConfig(keys, text);
    const walked = (tier: string): (string | null)[] => tiers.get(tier)!.steps.map((step) => step.tier);
    expect(walked('orchestrator')).toEqual(['orchestrator', 'reasoning', 'general']);
    expect(walked('reasoning')).toEqual(['reasoning', 'general', 'fast']);
    expect(walked('coding')).toEqual(['coding', 'reasoning', 'general']);
    expect(walked('general')).toEqual(['general', 'fast']);
    expect(walked('fast')).toEqual(['fast']);
    expect(tiers.get('general')!.steps).toMatchObject([
      { retries: 2, retryDelayMs: 500 },
      { retries: 0, retryDelayMs: 500 },
    ]);
  });

  it('C1 knows what the five tiers fall back to, as far as the file has them, unless it says otherwise', () => {
    const text = `
tiers:
  orchestrator: { steps: [openai/a] }
  general: { steps: [openai/b] }
  fast: { steps: [openai/c] }
  own: { steps: [openai/d] }
  coding: { steps: [openai/e], fallback: [] }`;
    const { tiers } = loadRoutingConfig(keys, text);
    const walked = Object.fromEntries(
      [...tiers].map(([name, { steps }]) => [name, steps.map(({ tier }) => tier)]),
    );
    expect(walked).toEqual({
      orchestrator: ['orchestrator', 'general'],
      general: ['general', 'fast'],
      fast: ['fast'],
      own: ['own'],
      coding: ['coding'],
    });
  });

  it('C3 lets a step of a tier say its own retries', () => {
    const text =
      'tiers: { t: { steps: [openai/a, { provider: ollama, model: m, retries: 0 }], retries: 4, retry_delay_seconds: 1 } }';
    expect(loadRoutingConfig(keys, text).tiers.get('t')!.steps).toMatchObject([
      { retries: 4, retryDelayMs: 1000 },
      { retries: 0, retryDelayMs: 1000 },
    ]);
  });

  it('C2 sends a task, and C8 a session, to a tier or a chain', () => {
    const text = `
chains: { main: { steps: [openai/a] } }
tiers: { fast: { steps: [openai/b] } }
tasks: { analyze_page: fast, triage: { chain: main }, classify: { tier: fast } }
sessions: [{ pattern: 'vip-*', chain: main, budget_usd: 5 }, { pattern: '*', budget_usd: 0.5 }]`;
    const { tasks, sessions } = loadRoutingConfig(keys, text);
    expect(Object.fromEntries(tasks)).toEqual({
      analyze_page: { kind: 'tier', name: 'fast' },
      triage: { kind: 'chain', name: 'main' },
      classify: { kind: 'tier', name: 'fast' },
    });
    expect(sessions).toEqual([
      { pattern: 'vip-*', target: { kind: 'chain', name: 'main' }, budgetUsd: 5 },
      { pattern: '*', target: null, budgetUsd: 0.5 },
    ]);
  });

  it('D2 D3 takes what a step says for itself: its failures, settings, address and retries', () => {
    const text = `
chains:
  c:
    steps:
      - openai/gpt-4o
      - provider: openrouter
        model: openai/gpt-4o
        base_url: https://eu.openrouter.ai/api/v1
        catch_errors: [RateLimit, ProviderQuotaExceeded]
        max_tokens: 9
        temperature: 0
        retries: 3`;
    expect(loadRoutingConfig(keys, text).chains.get('c')!.steps[1]).toEqual({
      provider: 'openrouter',
      model: 'openai/gpt-4o',
      tier: null,
      baseUrl: 'https://eu.openrouter.ai/api/v1',
      settings: { maxTokens: 9, temperature: 0 },
      catches: new Set(['rate_limit', 'quota']),
      retries: 3,
      retryDelayMs: 500,
    });
  });

  it('finds a model that is named alone where the config lists it, or else at the maker of its family', () => {
    const text = `
providers: { vllm: { kind: openai, base_url: http://a/v1, models: [org/qwen, gpt-oss, openai/x] } }
chains: { c: { steps: [org/qwen, gpt-oss, gpt-4o, gemini-1.5-pro-latest, openai/x] } }`;
    expect(steps(loadRoutingConfig(keys, text).chains.get('c'))).toEqual([
      'vllm/org/qwen',
      'vllm/gpt-oss',
      'openai/gpt-4o',
      'gemini/gemini-1.5-pro',
      'openai/x',
    ]);
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
    expect(steps(chains.get('c'))).toHaveLength(4);
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

  it('B10 has presets for moderation and for names without a config', () => {
    const { presets } = loadRoutingConfig({});
    expect(presets.get('moderation')).toMatchObject({
      temperature: 0,
      responseFormat: { type: 'json_object' },
      // OpenAI refuses JSON mode when no message contains the word.
      systemPrompt: expect.stringContaining('JSON'),
      params: {},
    });
    expect(presets.get('name_generator')).toMatchObject({
      systemPrompt: expect.stringMatching(/\{language\}[^]*\{max_length\}/),
      params: { language: 'english', max_length: '30' },
    });
  });

  it('B10 lets the config change what it says of a built-in preset, and add others', () => {
    const text = `
presets:
  moderation: { temperature: 0.1, max_tokens: 50 }
  name_generator: { params: { max_length: 12 } }
  terse: { system_prompt: 'At most {words} words.', params: { words: 9 }, timeout_seconds: 2.5 }`;
    const { presets } = loadRoutingConfig({}, text);
    const builtIn = loadRoutingConfig({}).presets;
    expect(presets.get('moderation')).toEqual({
      ...builtIn.get('moderation'),
      temperature: 0.1,
      maxTokens: 50,
    });
    expect(presets.get('name_generator')?.params).toEqual({ language: 'english', max_length: '12' });
    expect(presets.get('terse')).toEqual({
      name: 'terse',
      temperature: null,
      maxTokens: null,
      timeoutMs: 2500,
      responseFormat: null,
      systemPrompt: 'At most {words} words.',
      params: { words: '9' },
    });
  });

  it('E8 takes prices by the name that a model has at its provider, and the order of a chain', () => {
    const text = `
models: { best: { at: { openai: gpt-4o } } }
prices:
  openai/best: { input_per_million: 2.5, output_per_million: 10, cached_input_per_million: 1.25 }
  ollama/llama3.2: { input_per_million: 0, output_per_million: 0 }
chains: { c: { steps: [openai/gpt-4o, ollama/llama3.2], order: cheapest } }`;
    const { prices, chains } = loadRoutingConfig(keys, text);
    expect(Object.fromEntries(prices)).toEqual({
      'openai/gpt-4o': { inputPerMillion: 2.5, outputPerMillion: 10, cachedInputPerMillion: 1.25 },
      'ollama/llama3.2': { inputPerMillion: 0, outputPerMillion: 0, cachedInputPerMillion: null },
    });
    expect(chains.get('c')?.order).toBe('cheapest');
  });

  it('B2 C8 has defaults for what is remembered, hedged and left alone, which the file may change', () => {
    expect(loadRoutingConfig({})).toMatchObject({
      preferredTtlMs: 1_800_000,
      hedgeParallel: 2,
      health: defaultHealthPolicy,
    });
    const text = `
memory: { preferred_ttl_seconds: 60 }
hedging: { max_parallel: 3 }
health:
  window_seconds: 30
  window_buckets: 6
  minimum_requests: 4
  failure_rate: 0.8
  degraded_rate: 0.2
  successes_to_recover: 5
  cooldown_seconds: 10
  rate_limit_cooldown_seconds: 5`;
    expect(loadRoutingConfig({}, text)).toMatchObject({
      preferredTtlMs: 60_000,
      hedgeParallel: 3,
      health: {
        windowMs: 30_000,
        buckets: 6,
        minimumRequests: 4,
        failureRate: 0.8,
        degradedRate: 0.2,
        successesToRecover: 5,
        cooldownMs: 10_000,
        rateLimitCooldownMs: 5_000,
      },
    });
  });

  it('takes a file of comments alone, and none, for an empty one', () => {
    expect(steps(loadRoutingConfig(keys, '# nothing').defaultChain)).toEqual(['openai/gpt-4o-mini']);
    expect(steps(loadRoutingConfig(keys, null).defaultChain)).toEqual(['openai/gpt-4o-mini']);
  });
});
