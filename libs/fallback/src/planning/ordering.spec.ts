import { describe, expect, it } from '@jest/globals';
import type { Preference } from '../health/availability.js';
import {
  chatRequest,
  compose,
  environment,
  planOf,
  pricesOf,
  stepsOf,
  type KnownHealth,
} from './planning.fixture.js';

const file = `
chains:
  three: { steps: [openai/a, openai/b, ollama/c] }
  adaptive: { order: adaptive, steps: [openai/a, openai/b, ollama/c] }
  cheapest: { order: cheapest, steps: [openai/a, openai/b, ollama/c] }
  picky:
    order: cheapest
    steps: [openai/a, { provider: openai, model: b, catch_errors: [RateLimit] }, ollama/c]
default_chain: three
`;

const through = (chain: string) => chatRequest({ routing: { chain } });

const remembering = (preference: Preference | null, health: KnownHealth = {}) => ({
  file,
  health,
  now: 1_000,
  memory: { forcedProvider: () => null, preferredStep: () => preference },
});

describe('memory', () => {
  const preference = { step: 'openai/b', since: 500 };
  const onlyFailed = { 'openai/a': { requests: 2, failureRate: 1 } };

  it('B2 puts the step that is remembered to work ahead of one that has only failed lately', () => {
    expect(stepsOf(through('three'), remembering(preference, { records: onlyFailed }))).toEqual([
      'openai/b',
      'openai/a',
      'ollama/c',
    ]);
    expect(stepsOf(through('three'), remembering(null, { records: onlyFailed }))[0]).toBe('openai/a');
  });

  it('B2 does not turn away from a step that answers now and then', () => {
    const records = { 'openai/a': { requests: 100, failureRate: 0.02 } };
    expect(stepsOf(through('three'), remembering(preference, { records }))[0]).toBe('openai/a');
  });

  it('B4 goes back to a step whose rest is over, or that has recovered since', () => {
    const due = remembering(preference, { probe: ['openai/a'], records: onlyFailed });
    expect(stepsOf(through('three'), due)[0]).toBe('openai/a');
    const recovered = remembering(preference, { recovered: { 'openai/a': 600 }, records: onlyFailed });
    expect(stepsOf(through('three'), recovered)[0]).toBe('openai/a');
  });

  it('B2 never puts it before the model that a request names', () => {
    const request = chatRequest({}, { model: 'openai/o3' });
    const health = { records: { ...onlyFailed, 'openai/o3': { requests: 2, failureRate: 1 } } };
    expect(stepsOf(request, remembering(preference, health))).toEqual([
      'openai/o3',
      'openai/b',
      'openai/a',
      'ollama/c',
    ]);
  });
});

describe('a forced provider', () => {
  const forced = {
    file,
    memory: { forcedProvider: () => ({ provider: 'ollama', until: 5 }), preferredStep: () => null },
  };

  it('B5 comes first for the whole fleet, whatever its health', () => {
    const resting = { 'ollama/c': [9_000] } as const;
    expect(stepsOf(through('three'), { ...forced, health: { resting } })).toEqual([
      'ollama/c',
      'openai/a',
      'openai/b',
    ]);
  });

  it('B5 is tried with its own model where the plan has no step of it', () => {
    expect(stepsOf(chatRequest({ routing: { fallback: {} } }, { model: 'openai/a' }), forced)).toEqual([
      'ollama/llama3.2',
      'openai/a',
    ]);
  });

  it('B5 that has no model for a request is left out, and the request is told', () => {
    const env = { ...environment, TOGETHER_API_KEY: 'k' };
    const request = chatRequest({ routing: { force_provider: 'together' } }, { model: 'openai/a' });
    expect(stepsOf(request, { file, env })[0]).toBe('openai/a');
    expect(compose(request, { file, env })).toMatchObject({
      warnings: ["force_provider: 'together' has no model that this request may use: it was left out"],
    });
    const withOwn = { ...env, TOGETHER_MODEL_NAME: 'qwen' };
    expect(compose(request, { file, env: withOwn })).toMatchObject({ warnings: [] });
  });

  it("B5 by a request wins over the fleet's", () => {
    expect(stepsOf(chatRequest({ routing: { chain: 'three', force_provider: 'openai' } }), forced)[0]).toBe(
      'openai/a',
    );
  });

  it('B5 that no router can call is no reason to fail', () => {
    const gone = {
      ...forced,
      memory: { ...forced.memory, forcedProvider: () => ({ provider: 'gone', until: 5 }) },
    };
    expect(stepsOf(through('three'), gone)).toEqual(['openai/a', 'openai/b', 'ollama/c']);
  });

  it('B5 is what the request is meant to get: its answer is no fallback', () => {
    expect(planOf(through('three'), forced).primary).toMatchObject({ provider: 'ollama', model: 'c' });
  });
});

describe('the order of a chain', () => {
  it('C8 follows what was observed only where the chain says so, and says why', () => {
    const records = {
      'openai/a': { requests: 50, failureRate: 0.42 },
      'openai/b': { requests: 50, failureRate: 0.01 },
      'ollama/c': { requests: 3, failureRate: 1 },
    };
    expect(stepsOf(through('three'), { file, health: { records } })).toEqual([
      'openai/a',
      'openai/b',
      'ollama/c',
    ]);
    const adaptive = compose(through('adaptive'), { file, health: { records } });
    expect(stepsOf(through('adaptive'), { file, health: { records } })).toEqual([
      'openai/b',
      'ollama/c',
      'openai/a',
    ]);
    expect(adaptive.explanation!.kept.at(-1)!.notes).toContain(
      'moved by its record: 42 % of its attempts failed lately',
    );
  });

  it('C8 does not move for a difference that chance makes', () => {
    const records = {
      'openai/a': { requests: 50, failureRate: 0.04 },
      'openai/b': { requests: 50, failureRate: 0 },
    };
    expect(stepsOf(through('adaptive'), { file, health: { records } })[0]).toBe('openai/a');
  });

  it('E8 takes the cheaper order when it is chosen; what has no known price comes last', () => {
    const prices = pricesOf({ 'openai/a': 5, 'ollama/c': 0 });
    expect(stepsOf(through('cheapest'), { file, prices })).toEqual(['ollama/c', 'openai/a', 'openai/b']);
  });

  it('D2 leaves a step that was meant for certain failures in its place', () => {
    const prices = pricesOf({ 'openai/a': 5, 'openai/b': 0, 'ollama/c': 1 });
    expect(stepsOf(through('picky'), { file, prices })).toEqual(['ollama/c', 'openai/b', 'openai/a']);
  });
});
