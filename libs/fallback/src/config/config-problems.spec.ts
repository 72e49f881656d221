import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { problemCases } from './config-problems.fixture.js';
import { loadRoutingConfig } from './load-routing-config.js';
import { ConfigError } from './routing-config.js';

const keys = { OPENAI_API_KEY: 'k', OPENROUTER_API_KEY: 'k', OLLAMA_URL: 'http://127.0.0.1:11434' };

const problemsOf = (text: string, env: Record<string, string> = keys): readonly string[] => {
  try {
    loadRoutingConfig(env, text);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('the problems of a config', () => {
  it.each(problemCases)('are told, with line and mend: %s', (_, text, ...problems) => {
    const found = problemsOf(text);
    expect([...found].sort()).toEqual([...problems].sort());
  });

  it('tells those of the environment first, then those of the file by line', () => {
    const text = 'tasks: { a: gone }\nchains: { c: { steps: [] } }';
    expect(
      problemsOf(text, { OLLAMA_URL: 'localhost:11434', OPENAI_API_KEY: 'k', OPENAI_TIMEOUT: '-1' }),
    ).toEqual([
      "OLLAMA_URL is 'localhost:11434': give a URL, such as http://127.0.0.1:11434",
      "OPENAI_TIMEOUT is '-1': give seconds, such as 30",
      "line 1: tasks.a: no tier is called 'gone'; the config defines none",
      'line 2: chains.c.steps: is empty; give at least one',
    ]);
  });

  it('include a time-out that no timer can wait for', () => {
    expect(problemsOf('', { ...keys, OPENAI_TIMEOUT: '86401' })).toHaveLength(1);
    expect(problemsOf('providers: { openai: { kind: openai, timeout_seconds: 86401 } }')).toEqual([
      'line 1: providers.openai.timeout_seconds: must be at most 86400',
    ]);
  });

  it('never tells a key that was written in the place of its name', () => {
    const text =
      'providers: { vllm: { kind: openai, base_url: http://a, api_key_env: sk-secret, api_key: sk-secret } }';
    expect(problemsOf(text)).toHaveLength(2);
    expect(problemsOf(text).join()).not.toContain('sk-secret');
  });

  it.each([
    ['one step alone at an endpoint', 'chains: { a: { steps: [ollama/m] } }'],
    ['one endpoint that is meant', 'chains: { a: { steps: [ollama/m, ollama/n], single_endpoint: true } }'],
    [
      'one provider at two addresses',
      'chains: { a: { steps: [openai/x, { provider: openai, model: x, base_url: http://eu/v1 }] } }',
    ],
    [
      'a model with its own way to two providers',
      'models: { x: { at: { openai: x, openrouter: o/x } } }\nchains: { a: { steps: [x] } }',
    ],
    [
      'an entry that adds one step to those that are there',
      'models: { x: { at: { openai: x, openrouter: o/x } } }\nchains: { a: { steps: [openai/x, x] } }',
    ],
    [
      'a first step that no failure leads to',
      'chains: { a: { steps: [{ provider: openai, model: x, catch_errors: [] }, ollama/m] } }',
    ],
    [
      'two tiers that fall back to one',
      'tiers: { a: &a { steps: [openai/x], fallback: [c] }, b: *a, c: { steps: [ollama/m] } }',
    ],
    ['a provider without a key (E4)', 'chains: { a: { steps: [together/x, gemini/y, azure/z] } }'],
    ['sections that are all comments', 'chains:\n  # a: 1\nhealth:\n'],
  ])('do not include %s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  it('are all that any text and any value can lead to', () => {
    const sections = [
      'providers',
      'models',
      'chains',
      'tiers',
      'tasks',
      'sessions',
      'presets',
      'prices',
      'default_chain',
      'health',
    ];
    const words = fc.constantFrom(
      'openai',
      'openai/x',
      'a',
      'steps',
      'kind',
      'at',
      'fallback',
      'pattern',
      'chain',
      'constructor',
      '__proto__',
      '',
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        words,
        fc.constantFrom(null, 0, 1, true),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(words, tie('value'), { maxKeys: 4 }),
      ),
    }));
    const files = fc.oneof(
      fc.string(),
      fc.dictionary(fc.constantFrom(...sections), value).map((file) => JSON.stringify(file, null, 1)),
    );
    fc.assert(
      fc.property(files, (text) => {
        for (const problem of problemsOf(text)) expect(problem).toMatch(/^line [1-9]\d*: ./);
      }),
      { numRuns: 500 },
    );
  });
});
