import { describe, expect, it } from '@jest/globals';
import type { LlmRequest } from '#contracts';
import {
  chatRequest as request,
  compose as composed,
  stepsOf,
  type Circumstances,
} from './planning.fixture.js';

const file = `
models:
  shared: { aliases: [same], at: { openai: shared-1, ollama: shared:8b } }
tiers:
  reasoning: { steps: [openai/o3], fallback: [fast] }
  fast: { steps: [ollama/qwen], retries: 0 }
tasks: { analyze_page: reasoning }
chains:
  support:
    steps:
      - openai/gpt-4o
      - { provider: gemini, model: gemini-1.5-pro }
      - { provider: ollama, model: qwen, catch_errors: [RateLimit], temperature: 0.1, retries: 1 }
`;

const compose = (of: LlmRequest, circumstances: Circumstances = {}) =>
  composed(of, { file, ...circumstances });
const steps = (of: LlmRequest, circumstances: Circumstances = {}) => stepsOf(of, { file, ...circumstances });

describe('composePlan', () => {
  it('B11 B1 walks every configured provider in the default order when nothing is asked for', () => {
    expect(steps(request())).toEqual(['ollama/llama3.2', 'openai/gpt-4o-mini']);
  });

  it('B11 uses one provider when only one is configured, and says what to set when none is', () => {
    expect(steps(request(), { env: { OPENAI_API_KEY: 'k', OPENAI_MODEL_NAME: 'gpt-4o' } })).toEqual([
      'openai/gpt-4o',
    ]);
    expect(compose(request(), { env: {} })).toMatchObject({
      ok: false,
      code: 'no_provider_available',
      problem: expect.stringContaining('OPENAI_API_KEY'),
    });
  });

  it('tries the model that the request names first, then the rest of the default chain, none of them twice', () => {
    expect(steps(request({}, { model: 'gpt-4o' }))).toEqual([
      'openai/gpt-4o',
      'ollama/llama3.2',
      'openai/gpt-4o-mini',
    ]);
    expect(steps(request({}, { model: 'gpt-4o-mini' }))).toEqual(['openai/gpt-4o-mini', 'ollama/llama3.2']);
    expect(steps(request({}, { model: 'openai/o3' }))).toEqual([
      'openai/o3',
      'ollama/llama3.2',
      'openai/gpt-4o-mini',
    ]);
  });

  it('says what is missing when a provider has a key and no model', () => {
    expect(compose(request(), { env: { OPENAI_API_KEY: 'k' } })).toMatchObject({
      ok: false,
      problem: expect.stringContaining('OPENAI_MODEL_NAME'),
    });
  });

  it('takes a model that is null for one that is absent', () => {
    expect(steps(request({}, { model: null }))).toEqual(['ollama/llama3.2', 'openai/gpt-4o-mini']);
  });

  it('asks every provider for a model that nothing is known of', () => {
    expect(steps(request({}, { model: 'mystery' })).slice(0, 2)).toEqual([
      'ollama/mystery',
      'openai/mystery',
    ]);
  });

  it('D1 gives a request its own fallback and nothing else', () => {
    const fallback = {
      providers: [
        {
          provider: 'ollama',
          model_name: 'qwen',
          catch_errors: ['RateLimit'],
          max_tokens: 9,
          temperature: 0,
        },
        { provider: 'openai', model_name: 'o3' },
      ],
      max_retries_per_provider: 3,
    };
    const of = request({ routing: { fallback } }, { model: 'gpt-4o' });
    expect(steps(of)).toEqual(['openai/gpt-4o', 'ollama/qwen', 'openai/o3']);
    expect(compose(of)).toMatchObject({
      plan: {
        steps: [
          { retries: 3 },
          { retries: 3, catches: new Set(['rate_limit']), settings: { maxTokens: 9, temperature: 0 } },
          { retries: 3 },
        ],
      },
    });
    expect(steps(request({ routing: { fallback: { enabled: false } } }, { model: 'gpt-4o' }))).toEqual([
      'openai/gpt-4o',
    ]);
  });

  it('C2 C1 gives a tier, or the tier of a task, its own steps and those it falls back to', () => {
    const composition = compose(request({ routing: { task: 'analyze_page' } }));
    expect(composition).toMatchObject({
      plan: {
        chain: 'reasoning',
        steps: [
          { provider: 'openai', model: 'o3', tier: 'reasoning', retries: 2 },
          { provider: 'ollama', model: 'qwen', tier: 'fast', retries: 0 },
        ],
        primary: { tier: 'reasoning' },
      },
    });
    expect(steps(request({ routing: { tier: 'fast' } }))).toEqual(['ollama/qwen']);
  });

  it('D8 E3 asks for a model of the config under the name that each provider has for it', () => {
    expect(steps(request({}, { model: 'same' })).slice(0, 2)).toEqual([
      'openai/shared-1',
      'ollama/shared:8b',
    ]);
    expect(steps(request({}, { model: 'ollama/same' }))[0]).toBe('ollama/shared:8b');
  });

  it('E4 passes over a provider without a key', () => {
    expect(steps(request({ routing: { chain: 'support' } }))).toEqual(['openai/gpt-4o', 'ollama/qwen']);
  });

  it('refuses what it cannot know: a chain, a provider, an address', () => {
    const problem = (routing: object) => {
      const composition = compose(request({ routing }));
      return composition.ok ? null : [composition.code, composition.problem];
    };
    expect(problem({ chain: 'nope' })).toEqual([
      'invalid_request',
      "no chain is called 'nope'; known are support",
    ]);
    expect(problem({ tier: 'nope' })).toEqual([
      'invalid_request',
      "no tier is called 'nope'; known are reasoning, fast",
    ]);
    expect(problem({ task: 'nope' })).toEqual([
      'invalid_request',
      "no task is called 'nope'; known are analyze_page",
    ]);
    expect(problem({ fallback: { providers: [{ provider: 'nope', model_name: 'm' }] } })).toEqual([
      'invalid_request',
      "no provider is called 'nope'; known are ollama, openai",
    ]);
    const elsewhere = { provider: 'openai', model_name: 'm', base_url: 'http://169.254.169.254/v1' };
    expect(problem({ fallback: { providers: [elsewhere] } })).toEqual([
      'invalid_request',
      expect.stringContaining('not allowed'),
    ]);
  });

  it('D2 takes an address that the config allows, with or without a slash at its end', () => {
    const allowed = `providers: { openai: { kind: openai, allowed_base_urls: ['https://eu.example/v1/'] } }`;
    const through = (base_url: string) =>
      composed(
        request({
          routing: { fallback: { providers: [{ provider: 'openai', model_name: 'm', base_url }] } },
        }),
        { file: allowed },
      );
    for (const spelling of ['https://eu.example/v1', 'https://eu.example/v1/']) {
      expect(through(spelling)).toMatchObject({ plan: { steps: [{ baseUrl: 'https://eu.example/v1' }] } });
    }
    expect(through('https://eu.example/v2').ok).toBe(false);
  });

  it('B5 puts a forced provider first', () => {
    expect(steps(request({ routing: { force_provider: 'openai' } }))).toEqual([
      'openai/gpt-4o-mini',
      'ollama/llama3.2',
    ]);
    expect(compose(request({ routing: { force_provider: 'nope' } }))).toMatchObject({ ok: false });
  });

  it('catches every failure by default but a wrong request and a refusal', () => {
    const composition = compose(request());
    const catches = composition.ok ? composition.plan.steps[1]!.catches : new Set();
    expect(catches.has('quota')).toBe(true);
    expect(catches.has('bad_request')).toBe(false);
    expect(catches.has('content_filter')).toBe(false);
    expect(catches.has('cancelled')).toBe(false);
  });

  it('lets a request be more patient than a provider is by default', () => {
    expect(compose(request({ routing: { timeout_ms: 90_000 } }))).toMatchObject({
      plan: { patienceMs: 90_000, steps: [{ timeoutMs: 90_000 }, { timeoutMs: 90_000 }] },
    });
  });

  it('takes the deadline and the time-out from the request', () => {
    const routing = { deadline: '2030-01-01T00:00:00Z', timeout_ms: 1234 };
    expect(compose(request({ routing }))).toMatchObject({
      plan: {
        patienceMs: 1234,
        deadline: Date.parse('2030-01-01T00:00:00Z'),
        steps: [{ timeoutMs: 60_000 }, { timeoutMs: 60_000 }],
      },
    });
  });
});

describe('composePlan, with health', () => {
  const bothDown = { 'ollama/llama3.2': [10_000], 'openai/gpt-4o-mini': [5_000] } as const;

  it('B3 moves what rests to the back, and B4 has it tried again when its time is over', () => {
    const resting = { 'ollama/llama3.2': [10_000] } as const;
    expect(steps(request(), { health: { resting } })).toEqual(['openai/gpt-4o-mini', 'ollama/llama3.2']);
    expect(steps(request(), { health: { probe: ['ollama/llama3.2'] } })[0]).toBe('ollama/llama3.2');
  });

  it('B5 tries a forced provider first even while it rests', () => {
    const forced = request({ routing: { force_provider: 'ollama' } });
    expect(steps(forced, { health: { resting: bothDown } })[0]).toBe('ollama/llama3.2');
  });

  it('never empties a plan: when all rest, the one that recovers first is tried first', () => {
    expect(steps(request(), { health: { resting: bothDown } })).toEqual([
      'openai/gpt-4o-mini',
      'ollama/llama3.2',
    ]);
  });

  it('D2 does not bring a step forward that was not meant for the failure of the one before it', () => {
    const resting = { 'openai/gpt-4o': [10_000, 'network'] } as const;
    expect(steps(request({ routing: { chain: 'support' } }), { health: { resting } })).toEqual([
      'openai/gpt-4o',
      'ollama/qwen',
    ]);
    const limited = { 'openai/gpt-4o': [10_000, 'rate_limit'] } as const;
    expect(steps(request({ routing: { chain: 'support' } }), { health: { resting: limited } })).toEqual([
      'ollama/qwen',
      'openai/gpt-4o',
    ]);
  });
});
