import { describe, expect, it } from '@jest/globals';
import { loadRoutingConfig, type ObservedAttempt } from '#fallback';
import { parseAssumption } from './assumption.js';
import { callableThen } from './callable-then.js';

const call = (provider: string, model: string, credential: string | null = null): ObservedAttempt => ({
  request: 'r',
  provider,
  model,
  credential,
  startedAt: 0,
  durationMs: 1,
  firstTokenMs: null,
  failure: null,
  usage: null,
});

const chainOf = (...steps: string[]) => loadRoutingConfig({}, JSON.stringify({ chains: { one: { steps } } }));

describe('who is taken to be callable', () => {
  it('G8 is whoever was called, is assumed to be, or is new: no key of an operator is needed', () => {
    const attempts = [
      call('openai', 'gpt-4o'),
      call('openai', 'o3'),
      call('openai', 'o3'),
      call('anthropic', 'claude', 'ACME_KEY'),
    ];
    const plain = { now: chainOf('openai/o3', 'azure/a'), next: chainOf('gemini/flash', 'azure/a') };
    const { providers, variables } = callableThen(attempts, [parseAssumption('together/m=ok:1s')], plain);
    expect(Object.fromEntries(providers)).toEqual({ together: null, gemini: null, openai: 'o3' });
    expect([...variables]).toEqual(['ACME_KEY']);
  });
});
