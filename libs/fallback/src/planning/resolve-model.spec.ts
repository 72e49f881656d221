import { describe, expect, it } from '@jest/globals';
import { loadRoutingConfig } from '../config/load-routing-config.js';
import { stepName } from '../plan.js';
import { resolveModel } from './resolve-model.js';

const config = loadRoutingConfig(
  { OPENAI_API_KEY: 'k', OPENAI_MODEL_NAME: 'gpt-4o-mini', OLLAMA_URL: 'http://127.0.0.1:11434' },
  `
providers:
  vllm: { kind: openai, base_url: http://127.0.0.1:8000/v1, models: [qwen2.5-72b] }
  tgi: { kind: openai, base_url: http://127.0.0.1:8001/v1, api_key_env: TGI_KEY, models: [qwen2.5-72b] }
models:
  gpt-4o: { aliases: [best], at: { openai: gpt-4o, openrouter: openai/gpt-4o } }
chains:
  main: { steps: [openai/gpt-4o, ollama/llama3.2] }
`,
);
const steps = (name: string): string[] => resolveModel(name, config).map(stepName);

describe('resolveModel', () => {
  it('E3 D8 finds a model by its name, by an alias and under the name that each provider has for it', () => {
    expect(steps('best')).toEqual(['openai/gpt-4o', 'openrouter/openai/gpt-4o']);
    expect(steps('openrouter/best')).toEqual(['openrouter/openai/gpt-4o']);
    expect(steps('gemini-1.5-flash-latest')).toEqual(['gemini/gemini-1.5-flash']);
  });

  it('takes provider/model as it is, also for a model that the config does not list', () => {
    expect(steps('vllm/other')).toEqual(['vllm/other']);
  });

  it('finds a model at every provider that lists it, also at one without a key', () => {
    expect(steps('qwen2.5-72b')).toEqual(['vllm/qwen2.5-72b', 'tgi/qwen2.5-72b']);
  });

  it('finds the model of a provider and of a chain there, and one of a known family at its maker', () => {
    expect(steps('gpt-4o-mini')).toEqual(['openai/gpt-4o-mini']);
    expect(steps('llama3.2')).toEqual(['ollama/llama3.2']);
    expect(steps('claude-sonnet-4-5')).toEqual(['anthropic/claude-sonnet-4-5']);
  });

  it('asks for any other name wherever it is not known which models there are', () => {
    expect(steps('mystery')).toEqual(['ollama/mystery', 'openai/mystery']);
  });
});
