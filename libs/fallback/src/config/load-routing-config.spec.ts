import { describe, expect, it } from '@jest/globals';
import { stepName } from '../plan.js';
import { loadRoutingConfig } from './load-routing-config.js';
import { ConfigError, type Chain } from './routing-config.js';

const keys = {
  OPENAI_API_KEY: 'k',
  OPENAI_MODEL_NAME: 'gpt-4o-mini',
  OPENAI_TIMEOUT: '20',
  OPENROUTER_API_KEY: 'k',
  TOGETHER_API_KEY: 'k',
  OLLAMA_URL: 'http://127.0.0.1:11434',
};

const problemsOf = (text: string, env: Record<string, string> = keys): readonly string[] => {
  try {
    loadRoutingConfig(env, text);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
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

  it('lets the file decide what the environment says too, and keeps the rest', () => {
    const text = 'providers: { openai: { kind: openai, model: gpt-4o } }';
    expect(loadRoutingConfig(keys, text).providers.get('openai')).toMatchObject({
      apiKey: 'k',
      model: 'gpt-4o',
      timeoutMs: 20_000,
    });
  });

  it('takes a file of comments alone, and none, for an empty one', () => {
    expect(problemsOf('# nothing')).toEqual([]);
    expect(steps(loadRoutingConfig(keys, null).defaultChain)).toEqual(['openai/gpt-4o-mini']);
  });

  it('tells all problems at once, each with its place and its mend', () => {
    const text = `
models: { a: { aliases: [b] }, b: { at: { openai: x } } }
chains: { c: { steps: [nowhere/m, mystery] } }
tiers: { t: { steps: [openai/m], fallback: [t, gone] } }
tasks: { analyze_page: none }
default_chain: missing`;
    expect(problemsOf(text, { ...keys, OLLAMA_URL: 'nonsense', OPENAI_TIMEOUT: '-1' })).toEqual([
      expect.stringMatching(/^OLLAMA_URL is 'nonsense'/),
      expect.stringMatching(/^OPENAI_TIMEOUT is '-1'/),
      expect.stringMatching(/^models.b: 'b' is a name of a already/),
      expect.stringMatching(/^chains.c: no provider is called 'nowhere'/),
      expect.stringMatching(/^chains.c: 'mystery' is no model/),
      expect.stringMatching(/^tiers.t: falls back to itself/),
      expect.stringMatching(/^tiers.t: falls back to 'gone'/),
      expect.stringMatching(/^tasks.analyze_page: 'none' is no tier; known are t/),
      expect.stringMatching(/^default_chain: no chain is called 'missing'/),
    ]);
  });

  it('refuses an address without http, and a key in the place of its name, without telling it', () => {
    const text =
      'providers: { vllm: { kind: openai, base_url: "localhost:8000/v1", api_key_env: sk-secret } }';
    expect(problemsOf(text, { ...keys, OLLAMA_URL: 'localhost:11434' })).toEqual([
      expect.stringMatching(/^OLLAMA_URL/),
      expect.stringMatching(/^providers.vllm.base_url: give an address/),
      expect.stringMatching(/^providers.vllm.api_key_env: give the name of a variable/),
    ]);
    expect(problemsOf(text).join()).not.toContain('sk-secret');
  });

  it('names the line of what is no YAML, and the field of what has a wrong type', () => {
    expect(problemsOf('chains:\n  - [')[0]).toMatch(/line \d/);
    expect(problemsOf('health: { failure_rate: 2 }')[0]).toMatch(/^health.failure_rate:/);
    expect(problemsOf('healt: {}')[0]).toMatch(/healt/);
  });
});
