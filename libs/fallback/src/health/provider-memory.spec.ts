import { describe, expect, it } from '@jest/globals';
import { ProviderMemory } from './provider-memory.js';

const ttlMs = 1_800_000;
const memory = (): ProviderMemory => new ProviderMemory({ preferredTtlMs: ttlMs });
const openai = { provider: 'openai', model: 'gpt-4o' };
const ollama = { provider: 'ollama', model: 'llama3.2' };

describe('ProviderMemory', () => {
  it('B2 remembers what answered as preferred, for half an hour after its latest answer', () => {
    const remembering = memory();
    expect(remembering.preferredStep('default', 0)).toBeNull();
    remembering.answered('default', openai, 10);
    remembering.answered('default', openai, 1_000);
    expect(remembering.preferredStep('default', 999 + ttlMs)).toEqual({ step: 'openai/gpt-4o', since: 10 });
    expect(remembering.preferredStep('default', 1_000 + ttlMs)).toBeNull();
    remembering.answered('default', openai, 2_000 + ttlMs);
    expect(remembering.preferredStep('default', 2_000 + ttlMs)).toMatchObject({ since: 2_000 + ttlMs });
  });

  it('B2 B4 prefers another step as soon as that answers', () => {
    const remembering = memory();
    remembering.answered('default', ollama, 10);
    remembering.answered('default', openai, 20);
    expect(remembering.preferredStep('default', 30)).toEqual({ step: 'openai/gpt-4o', since: 20 });
  });

  it('B2 remembers for each chain by itself', () => {
    const remembering = memory();
    remembering.answered('default', ollama, 10);
    expect(remembering.preferredStep('support', 20)).toBeNull();
  });

  it('B2 takes a new TTL for what it remembers already', () => {
    const remembering = memory();
    remembering.answered('default', openai, 0);
    remembering.adopt({ preferredTtlMs: 10 });
    expect(remembering.preferredStep('default', 9)).not.toBeNull();
    expect(remembering.preferredStep('default', 10)).toBeNull();
  });

  it('B5 forces a provider until a time; the latest order counts, also one whose time is over', () => {
    const remembering = memory();
    expect(remembering.forcedProvider(0)).toBeNull();
    remembering.force('openai', 100);
    expect(remembering.forcedProvider(99)).toEqual({ provider: 'openai', until: 100 });
    expect(remembering.forcedProvider(100)).toBeNull();
    remembering.force('openai', 500);
    remembering.force('ollama', 200);
    expect(remembering.forcedProvider(300)).toBeNull();
  });

  it('B6 goes back to the configured order', () => {
    const remembering = memory();
    remembering.answered('default', openai, 0);
    remembering.force('openai', 100);
    remembering.clear();
    expect(remembering.preferredStep('default', 1)).toBeNull();
    expect(remembering.forcedProvider(1)).toBeNull();
  });

  it('remembers those chains that are in use, however many requests make up', () => {
    const remembering = memory();
    remembering.answered('default', openai, 0);
    for (let now = 1; now < 15_000; now += 10) {
      remembering.answered(`made-up-${now}`, ollama, now);
      remembering.preferredStep('default', now);
    }
    const remembered = ['default', 'made-up-1', 'made-up-14991'].filter(
      (chain) => remembering.preferredStep(chain, 15_000) !== null,
    );
    expect(remembered).toEqual(['default', 'made-up-14991']);
  });
});
