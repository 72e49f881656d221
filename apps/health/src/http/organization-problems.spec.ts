import { describe, expect, it } from '@jest/globals';
import { OrganizationSettings } from '#contracts';
import { loadRoutingConfig } from '#fallback';
import { organizationProblems } from './organization-problems.js';

const config = loadRoutingConfig(
  { OLLAMA_URL: 'http://127.0.0.1:11434', OLLAMA_MODEL_NAME: 'llama3', OPENAI_API_KEY: 'k' },
  `
models:
  gpt-4o: { aliases: [best], at: { openai: gpt-4o } }
chains:
  support: { steps: [ollama/mistral, openai/gpt-4o] }
`,
);

const problems = (settings: object, of = config): string[] =>
  organizationProblems(OrganizationSettings.parse({ name: 'Acme', ...settings }), of);

describe('the settings of an organization', () => {
  it('may name providers that are known, and models and chains of the config', () => {
    expect(problems({})).toEqual([]);
    const settings = {
      allowed_models: ['openai/whatever', 'gemini/gemini-1.5-pro', 'gpt-4o', 'best', 'llama3', 'mistral'],
      default_model: 'ollama/any',
      chain: 'support',
      keys: { openai: 'ACME_OPENAI_KEY', gemini: 'ACME_GEMINI_KEY' },
    };
    expect(problems(settings)).toEqual([]);
  });

  it('may name nothing else: every problem is told, with what is known', () => {
    const settings = {
      allowed_models: ['openai/x', 'opnai/gpt-4o'],
      default_model: 'gpt-5',
      chain: 'suport',
      keys: { opnai: 'ACME_OPENAI_KEY' },
    };
    const told = problems(settings);
    expect(told).toHaveLength(4);
    expect(told[0]).toMatch(/^allowed_models\.1: no provider is called 'opnai'; known are ollama, openai, /);
    expect(told[1]).toMatch(
      /^default_model: .* no model 'gpt-5'; write it as provider\/model; known are .*llama3/,
    );
    expect(told[2]).toBe("chain: no chain is called 'suport'; known are support");
    expect(told[3]).toMatch(/^keys\.opnai: no provider is called that; known are ollama, openai, /);
  });

  it('is told when the config has no chains at all', () => {
    expect(problems({ chain: 'x' }, loadRoutingConfig({}, null))).toEqual([
      "chain: no chain is called 'x'; the config has no chains",
    ]);
  });
});
