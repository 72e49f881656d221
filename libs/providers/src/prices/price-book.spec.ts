import { describe, expect, it } from '@jest/globals';
import { calcPrice, findProvider } from '@pydantic/genai-prices';
import fc from 'fast-check';
import type { Usage } from '#contracts';
import type { Clock, Price } from '#fallback';
import { priceBook } from './price-book.js';
import { priceListVersion } from './price-list.js';

const million: Usage = { input_tokens: 1e6, output_tokens: 1e6, cached_input_tokens: 0 };
const none = new Map<string, Price>();
const clockAt = (time: string): Clock & { at: number } => ({
  at: Date.parse(time),
  now() {
    return this.at;
  },
  sleep: () => new Promise(() => undefined),
});

/** Our name of each provider, and the list's. */
const names = {
  openai: 'openai',
  azure: 'azure',
  anthropic: 'anthropic',
  gemini: 'google',
  openrouter: 'openrouter',
  together: 'together',
  deepseek: 'deepseek',
  perplexity: 'perplexity',
};
const listed = Object.entries(names).flatMap(([provider, providerId]) =>
  findProvider({ providerId })!.models.map(({ id }) => ({ provider, providerId, model: id })),
);

describe('E8 the price of a call', () => {
  it('is known of the models that our chains name', () => {
    const book = priceBook(none);
    expect(book.costUsd({ provider: 'openai', model: 'gpt-4o' }, million)).toBeCloseTo(12.5);
    expect(book.costUsd({ provider: 'openai', model: 'gpt-4o-mini' }, million)).toBeCloseTo(0.75);
    expect(book.costUsd({ provider: 'azure', model: 'gpt-4o' }, million)).toBeCloseTo(12.5);
    expect(book.costUsd({ provider: 'openrouter', model: 'openai/gpt-4o' }, million)).toBeCloseTo(12.5);
    const llama = 'meta-llama/Meta-Llama-3.1-70B-Instruct-Turbo';
    expect(book.costUsd({ provider: 'together', model: llama }, million)).toBeCloseTo(1.76);
  });

  it('is that of the list, for every model and any usage of it', () => {
    const clock = clockAt('2026-10-01T12:00:00Z');
    const timestamp = new Date(clock.now());
    const book = priceBook(none, clock);
    // Where tiers begin, the token before and after count.
    const tokens = fc.oneof(fc.integer({ min: 0, max: 500_000 }), fc.constantFrom(128_000, 200_000, 272_000));
    const usages = fc.record({
      input: tokens,
      output: tokens,
      cachedShare: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.constantFrom(...listed), usages, ({ provider, providerId, model }, usage) => {
        const cached = Math.floor(usage.input * usage.cachedShare);
        const ours = book.costUsd(
          { provider, model },
          { input_tokens: usage.input, output_tokens: usage.output, cached_input_tokens: cached },
        );
        const theirs = calcPrice(
          { input_tokens: usage.input, output_tokens: usage.output, cache_read_tokens: cached },
          model,
          { providerId, timestamp },
        );
        if (ours === null) expect(theirs?.total_price ?? 0).toBe(0);
        else expect(ours).toBeCloseTo(theirs!.total_price, 9);
      }),
      { numRuns: 3_000 },
    );
  });

  it('C6 bills cached tokens, which are among the input tokens, at their own price', () => {
    const usage = { input_tokens: 1e6, output_tokens: 0, cached_input_tokens: 4e5 };
    const model = { provider: 'openai', model: 'gpt-4o' };
    expect(priceBook(none).costUsd(model, usage)).toBeCloseTo(0.6 * 2.5 + 0.4 * 1.25);
    const miscounted = { input_tokens: 1e6, output_tokens: 0, cached_input_tokens: 2e6 };
    expect(priceBook(none).costUsd(model, miscounted)).toBeCloseTo(1.25);
  });

  it('is the one of the config, if it names the model', () => {
    const price: Price = { inputPerMillion: 1, outputPerMillion: 2, cachedInputPerMillion: null };
    const book = priceBook(
      new Map([
        ['openai/gpt-4o', { ...price, cachedInputPerMillion: 0.5 }],
        ['together/Qwen/Qwen2.5-7B-Instruct-Turbo', price],
        ['ollama/llama3.2', price],
      ]),
    );
    const usage = { ...million, cached_input_tokens: 5e5 };
    expect(book.costUsd({ provider: 'openai', model: 'gpt-4o' }, usage)).toBeCloseTo(2.75);
    expect(book.costUsd({ provider: 'openai', model: 'gpt-4o-mini' }, million)).toBeCloseTo(0.75);
    expect(book.costUsd({ provider: 'together', model: 'Qwen/Qwen2.5-7B-Instruct-Turbo' }, usage)).toBe(3);
    expect(book.costUsd({ provider: 'ollama', model: 'llama3.2' }, usage)).toBe(3);
  });

  it.each<[what: string, provider: string, model: string]>([
    ['a model that is not listed', 'openai', 'nonsense'],
    ['a provider that is not listed', 'vllm', 'gpt-4o'],
    ['a provider that only sounds like one', 'my-openai-proxy', 'gpt-4o'],
    ['an inherited name', 'constructor', '__proto__'],
    ['a model that is not paid by the token', 'openai', 'whisper-1'],
  ])('is unknown of %s', (_what, provider, model) => {
    expect(priceBook(none).costUsd({ provider, model }, million)).toBeNull();
  });

  it("is nothing for Ollama's own models, and for those that are given away", () => {
    const book = priceBook(none);
    expect(book.costUsd({ provider: 'ollama', model: 'anything' }, million)).toBe(0);
    expect(book.costUsd({ provider: 'openrouter', model: 'deepseek/deepseek-r1:free' }, million)).toBe(0);
  });

  it('changes when the list says so, by the minute', () => {
    const clock = clockAt('2026-07-29T23:59:30Z');
    const book = priceBook(none, clock);
    const model = { provider: 'openai', model: 'gpt-5.6-luna' };
    const before = book.costUsd(model, million);
    clock.at += 60_000;
    const after = book.costUsd(model, million);
    expect(after).not.toBe(before);
    expect(after).toBe(priceBook(none, clock).costUsd(model, million));
  });

  it('C6 is never negative, whatever was counted', () => {
    const book = priceBook(none);
    const tokens = fc.nat(2_000_000);
    const usages = fc.record({ input_tokens: tokens, output_tokens: tokens, cached_input_tokens: tokens });
    fc.assert(
      fc.property(fc.constantFrom(...listed), usages, (model, usage) => {
        expect(book.costUsd(model, usage) ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('D4 is that of an Azure deployment, whichever version of the API it is asked through', () => {
    const at = (model: string) => priceBook(none).costUsd({ provider: 'azure', model }, million);
    expect(at('gpt-4o|2024-10-21')).toBeCloseTo(12.5);
  });

  it('C6 names the list that it is from', () => {
    const price: Price = { inputPerMillion: 1, outputPerMillion: 2, cachedInputPerMillion: null };
    const book = priceBook(new Map([['openai/gpt-4o', price]]));
    expect(book.versionOf({ provider: 'openai', model: 'gpt-4o' })).toBe('config');
    expect(book.versionOf({ provider: 'openai', model: 'gpt-4o-mini' })).toBe(priceListVersion);
    expect(priceListVersion).toMatch(/^@pydantic\/genai-prices \d+\.\d+\.\d+/);
  });
});

describe('D8 the context window of a model', () => {
  it.each<[provider: string, model: string, tokens: number | null]>([
    ['openai', 'gpt-4', 8_192],
    ['openai', 'gpt-4o', 128_000],
    ['openrouter', 'openai/gpt-4o', 128_000],
    ['azure', 'gpt-4o|2024-10-21', 128_000],
    ['openai', 'nonsense', null],
    ['vllm', 'gpt-4o', null],
    ['ollama', 'llama3.2', null],
    ['together', 'Qwen/Qwen2.5-7B-Instruct-Turbo', null],
  ])('is as the list has it: %s/%s', (provider, model, tokens) => {
    expect(priceBook(none).contextWindow({ provider, model })).toBe(tokens);
  });

  it('is the same whatever the config says that the model costs', () => {
    const price: Price = { inputPerMillion: 1, outputPerMillion: 2, cachedInputPerMillion: null };
    const book = priceBook(new Map([['openai/gpt-4', price]]));
    expect(book.contextWindow({ provider: 'openai', model: 'gpt-4' })).toBe(8_192);
  });
});
