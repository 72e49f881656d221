import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Usage } from '#contracts';
import type { Completion, Price } from '#fallback';
import { chatCall, embeddingsCall } from '../provider-call.fixture.js';
import { usageSoFar, withUsage } from './estimated-usage.js';
import { priceBook } from './price-book.js';

const { request } = chatCall('gpt-4o');
const promptTokens = 6;
const saying = (content: string) => [{ index: 0, message: { role: 'assistant', content } }];
const completion = (usage: Usage, body: object): Completion => ({
  body: { object: 'chat.completion', ...body },
  requestId: null,
  usage,
  timeToFirstTokenMs: null,
  warnings: [],
});
const nothing: Usage = { input_tokens: 0, output_tokens: 0, cached_input_tokens: 0 };

describe('C6 what a whole answer has used', () => {
  it('is what its provider counted, however long the answer', () => {
    const counted = completion({ ...nothing, input_tokens: 9 }, { choices: saying('x'.repeat(400)) });
    expect(withUsage(counted, request)).toBe(counted);
  });

  it('is estimated where the provider counted nothing, and marked so', () => {
    const { usage } = withUsage(completion(nothing, { choices: saying('x'.repeat(400)) }), request);
    expect(usage).toEqual({ ...nothing, input_tokens: promptTokens, output_tokens: 100, estimated: true });
    const embeddings = embeddingsCall('m', { input: 'x'.repeat(400) });
    const list = withUsage(completion(nothing, { object: 'list', data: [] }), embeddings.request);
    expect(list.usage).toEqual({ ...nothing, input_tokens: 100, estimated: true });
  });
});

describe('C6 what an answer has used that broke off', () => {
  it('is the prompt and the text that came, where nothing was counted', () => {
    const usage = { ...nothing, input_tokens: promptTokens, output_tokens: 25, estimated: true };
    expect(usageSoFar(request, saying('x'.repeat(100)))).toEqual(usage);
  });

  it('is what was counted of the prompt, and of the answer if that covers the text that came', () => {
    const counted = { input_tokens: 42, output_tokens: 1, cached_input_tokens: 30 };
    const more = usageSoFar(request, saying('x'.repeat(100)), counted);
    expect(more).toEqual({ ...counted, output_tokens: 25, estimated: true });
    expect(usageSoFar(request, saying('x'), counted)).toBe(counted);
  });

  it('is no less than what was counted, marked wherever it is more, and never of a negative price', () => {
    const tokens = fc.oneof(fc.constant(0), fc.nat(500));
    const anyCount = fc.record({
      input_tokens: tokens,
      output_tokens: tokens,
      cached_input_tokens: tokens,
      estimated: fc.constantFrom(true, undefined),
    });
    const price: Price = { inputPerMillion: 1, outputPerMillion: 2, cachedInputPerMillion: 0.5 };
    const book = priceBook(new Map([['sim/m', price]]));
    fc.assert(
      fc.property(anyCount, fc.string(), ({ estimated, ...counts }, text) => {
        const counted: Usage = estimated === undefined ? counts : { ...counts, estimated };
        const usage = usageSoFar(request, saying(text), counted);
        const { estimated: marked, ...tokensOf } = usage;
        const isCounted = JSON.stringify(tokensOf) === JSON.stringify(counts);
        expect(marked === true).toBe(estimated === true || !isCounted);
        expect(usage.input_tokens).toBeGreaterThanOrEqual(counted.input_tokens || 1);
        expect(usage.output_tokens).toBeGreaterThanOrEqual(counted.output_tokens);
        expect(book.costUsd({ provider: 'sim', model: 'm' }, usage)).toBeGreaterThan(0);
      }),
    );
  });
});
