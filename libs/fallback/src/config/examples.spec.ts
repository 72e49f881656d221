import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { stepName } from '../plan.js';
import { configJsonSchema } from './config-json-schema.js';
import { loadRoutingConfig } from './load-routing-config.js';

const folder = join(import.meta.dirname, '../../../../deploy');
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
const template = read('understudy.yaml');
const examples = readdirSync(join(folder, 'examples')).map((file) => join('examples', file));

const keys = {
  OLLAMA_URL: 'http://127.0.0.1:1',
  OPENAI_API_KEY: 'k',
  AZURE_API_KEY: 'k',
  ANTHROPIC_API_KEY: 'k',
  GEMINI_API_KEY: 'k',
  OPENROUTER_API_KEY: 'k',
  TOGETHER_API_KEY: 'k',
};
/** Azure has no address that is everybody's. */
const resource = { AZURE_BASE_URL: 'http://127.0.0.1:1' };
const addresses = Object.fromEntries(
  ['OPENAI', 'AZURE', 'ANTHROPIC', 'GEMINI', 'OPENROUTER', 'TOGETHER'].map((name) => [
    `${name}_BASE_URL`,
    'http://127.0.0.1:1',
  ]),
);

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(configJsonSchema());
const complaints = (text: string): unknown => {
  validate(parse(text) ?? {});
  return validate.errors;
};

describe.each(examples)('deploy/%s', (file) => {
  const text = read(file);

  it('is a config without a fault, by the schema of editors too, which it names', () => {
    const { notices, defaultChain } = loadRoutingConfig({ ...keys, ...resource }, text);
    expect(notices).toEqual([]);
    expect(defaultChain.steps.length).toBeGreaterThan(1);
    expect(complaints(text)).toBeNull();
    expect(text).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/schemas\/understudy\.config\.schema\.json\n/,
    );
  });

  it('F5 calls each provider in its own format, at its own address', () => {
    const everyone = { ...keys, ...resource };
    const { providers: byEnvironment } = loadRoutingConfig(everyone, '');
    for (const { name, kind, baseUrl } of loadRoutingConfig(everyone, text).providers.values())
      expect(byEnvironment.get(name)).toMatchObject({ name, kind, baseUrl });
  });

  it('E4 starts with any one of its keys, and without any', () => {
    for (const only of Object.keys(keys)) {
      const { providers } = loadRoutingConfig({ ...resource, [only]: keys[only as keyof typeof keys] }, text);
      expect([...providers.keys()]).toEqual([only.split('_')[0]!.toLowerCase()].filter((name) => isIn(name)));
    }
    expect(loadRoutingConfig({}, text).providers.size).toBe(0);

    function isIn(name: string): boolean {
      return loadRoutingConfig({ ...keys, ...resource }, text).providers.has(name);
    }
  });

  it('calls nobody but whom the environment says', () => {
    const { providers, chains, tiers } = loadRoutingConfig({ ...keys, ...addresses }, text);
    expect(new Set([...providers.values()].map(({ baseUrl }) => baseUrl))).toEqual(
      new Set(['http://127.0.0.1:1']),
    );
    for (const { steps } of [...chains.values(), ...tiers.values()])
      for (const step of steps) expect(step).toMatchObject({ baseUrl: null });
  });
});

describe('the five examples', () => {
  const load = (name: string) => loadRoutingConfig({ ...keys, ...resource }, read(`examples/${name}.yaml`));

  it('are one for each earlier system', () => {
    expect(examples.map((file) => file.replace(/^examples\/|\.yaml$/g, '')).sort()).toEqual([
      'error-triggered',
      'long-chain',
      'organization-default',
      'provider-priority',
      'tiers',
    ]);
  });

  it('B1 B2 B3 has its providers in order, half an hour of memory and five minutes of rest', () => {
    const { defaultChain, preferredTtlMs, health } = load('provider-priority');
    expect(defaultChain.steps.map(({ provider }) => provider)).toEqual(['ollama', 'openai']);
    expect({ preferredTtlMs, ...health }).toMatchObject({ preferredTtlMs: 1_800_000, cooldownMs: 300_000 });
  });

  it('C1 C2 C3 C7 has its tiers fall back as they did, at Anthropic and OpenRouter', () => {
    const { tiers, tasks } = load('tiers');
    const walked = Object.fromEntries(
      [...tiers].map(([name, { steps }]) => [name, [...new Set(steps.map(({ tier }) => tier))].slice(1)]),
    );
    expect(walked).toEqual({
      orchestrator: ['reasoning', 'general'],
      reasoning: ['general', 'fast'],
      coding: ['reasoning', 'general'],
      general: ['fast'],
      fast: [],
    });
    const all = [...tiers.values()].flatMap(({ steps }) => steps);
    expect(new Set(all.map(({ provider }) => provider))).toEqual(new Set(['anthropic', 'openrouter']));
    expect(all.every(({ retries, retryDelayMs }) => retries === 2 && retryDelayMs === 500)).toBe(true);
    expect(tasks.get('analyze_page')).toEqual({ kind: 'tier', name: 'reasoning' });
  });

  it('D1 D2 D3 D4 D8 has steps that catch some failures alone, and one model under three names', () => {
    const { steps } = load('error-triggered').defaultChain;
    expect(steps.map(stepName)).toEqual([
      'openai/gpt-4o',
      'azure/gpt-4o|2024-10-21',
      'openrouter/openai/gpt-4o',
      'openai/gpt-4o-mini',
      'openrouter/anthropic/claude-3.5-sonnet',
    ]);
    expect(steps[3]).toMatchObject({
      catches: new Set(['rate_limit', 'timeout']),
      settings: { maxTokens: 1000 },
    });
  });

  it('E1 E3 E8 has the seven steps, as configured and as the cheapest first, and their prices', () => {
    const { chains, models, prices } = load('long-chain');
    const seven = [
      'openai/gpt-4o',
      'gemini/gemini-1.5-pro',
      'together/Qwen/Qwen2.5-72B-Instruct-Turbo',
      'openai/gpt-4o-mini',
      'gemini/gemini-1.5-flash',
      'together/meta-llama/Meta-Llama-3.1-70B-Instruct-Turbo',
      'together/Qwen/Qwen2.5-7B-Instruct-Turbo',
    ];
    expect(chains.get('customer-service')!.steps.map(stepName)).toEqual(seven);
    expect(chains.get('customer-service-cheapest')).toMatchObject({
      order: 'cheapest',
      steps: { length: 7 },
    });
    expect(models.get('gemini-1.5-pro-latest')?.name).toBe('gemini-1.5-pro');
    expect(prices.size).toBe(3);
  });
});

describe('deploy/understudy.yaml', () => {
  /** Prose is `# like this`; what is a `#` alone before its YAML can be taken in. */
  const uncommented = (text: string): string => text.replaceAll(/^#(?! \S)/gm, '');
  const blocks = template.split('\n\n').filter((block) => /^#(?! \S)/m.test(block));
  const shown = uncommented(template);

  it('changes nothing as it is: what it shows are the defaults', () => {
    expect(loadRoutingConfig(keys, template)).toEqual(loadRoutingConfig(keys, ''));
  });

  it.each(blocks)('has a block that can be used alone: %s', (block) => {
    const text = uncommented(block);
    expect(() => loadRoutingConfig(keys, text)).not.toThrow();
    expect(Object.keys(parse(text) as object).length).toBeGreaterThan(0);
  });

  it('shows every section, and all of it can be used at once, by the schema of editors too', () => {
    const sections = Object.keys((configJsonSchema() as { properties: object }).properties);
    expect(Object.keys(parse(shown) as object).sort()).toEqual(sections.sort());
    expect(loadRoutingConfig({ ...keys, VLLM_API_KEY: 'k' }, shown).notices).toEqual([]);
    expect(complaints(shown)).toBeNull();
  });
});

describe('the schema for editors', () => {
  it('says something of every section, and refuses what the config refuses', () => {
    const { properties } = configJsonSchema() as { properties: Record<string, { description?: string }> };
    for (const section of Object.values(properties)) expect(section.description).toEqual(expect.any(String));
    expect(complaints('chains: { a: { steps: [] } }')).not.toBeNull();
    expect(complaints('healt: {}')).not.toBeNull();
  });
});
