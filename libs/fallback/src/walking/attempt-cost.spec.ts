import { describe, expect, it } from '@jest/globals';
import { errorClasses, type Usage } from '#contracts';
import fc from 'fast-check';
import type { Prices } from '../prices.js';
import type { CallResult } from '../provider-port.js';
import { attemptCost } from './attempt-cost.js';
import { answered, dollarTokens, failure, step } from './walk.fixture.js';

const usage: Usage = { input_tokens: 3, output_tokens: 4, cached_input_tokens: 0 };
const none: Usage = { input_tokens: 0, output_tokens: 0, cached_input_tokens: 0 };
const of = step('a', { promptTokens: 2 });
const unknownPrices: Prices = { ...dollarTokens, costUsd: () => null };
const failed = (...given: Parameters<typeof failure>): CallResult => ({
  ok: false,
  failure: failure(...given),
});

describe('what an attempt costs', () => {
  it('C6 is the price of what the provider counted, also when it failed, and says which list it is by', () => {
    const cost = { usage, costUsd: 7, priceVersion: 'dollars' };
    expect(attemptCost(of, answered(usage), dollarTokens)).toEqual(cost);
    expect(attemptCost(of, failed('content_filter', { usage }), dollarTokens)).toEqual(cost);
  });

  it('C6 is nothing, by no list, where no price is known or nothing was used', () => {
    expect(attemptCost(of, answered(usage), unknownPrices)).toEqual({
      usage,
      costUsd: 0,
      priceVersion: null,
    });
    const refused = attemptCost(of, failed('rate_limit'), dollarTokens);
    expect(refused).toEqual({ usage: none, costUsd: 0, priceVersion: null });
  });

  it('C6 is that of the prompt, estimated, where it has most likely been read', () => {
    const guessed = errorClasses.filter(
      (errorClass) => attemptCost(of, failed(errorClass), dollarTokens).costUsd > 0,
    );
    expect(guessed).toEqual(['timeout', 'network', 'bad_response', 'cancelled']);
    const read = { ...none, input_tokens: 2, estimated: true };
    expect(attemptCost(of, failed('timeout'), dollarTokens)).toMatchObject({ usage: read, costUsd: 2 });
    expect(attemptCost(of, failed('timeout'), unknownPrices)).toMatchObject({ usage: read, costUsd: 0 });
    const unread = failed('network', { usage: none });
    expect(attemptCost(of, unread, dollarTokens)).toMatchObject({ usage: none, costUsd: 0 });
  });

  it('C6 is never negative, has a list whenever it is something, and keeps the mark of an estimate', () => {
    const tokens = fc.nat(1_000);
    const anyUsage = fc.record({
      input_tokens: tokens,
      output_tokens: tokens,
      cached_input_tokens: tokens,
      estimated: fc.boolean(),
    });
    const anyFailure = fc
      .tuple(fc.constantFrom(...errorClasses), fc.option(anyUsage))
      .map(([errorClass, said]) => failed(errorClass, said === null ? {} : { usage: said }));
    const anyResult = fc.oneof(anyUsage.map(answered), anyFailure);
    fc.assert(
      fc.property(anyResult, tokens, (result, promptTokens) => {
        const said = result.ok ? result.completion.usage : result.failure.usage;
        const cost = attemptCost(step('a', { promptTokens }), result, dollarTokens);
        expect(cost.costUsd).toBeGreaterThanOrEqual(0);
        expect(cost.priceVersion !== null).toBe(cost.costUsd > 0);
        if (said !== undefined) expect(cost.usage).toEqual(said);
        else expect(cost.costUsd > 0 && !cost.usage.estimated).toBe(false);
      }),
    );
  });
});
