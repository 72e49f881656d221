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
