import { describe, expect, it } from '@jest/globals';
import { errorClasses } from '#contracts';
import { attemptCostUsd } from './attempt-cost.js';
import { answered, dollarTokens, failure, step } from './walk.fixture.js';

const usage = { input_tokens: 3, output_tokens: 4, cached_input_tokens: 0 };
const priced = step('a', { estimate: { inputUsd: 2, totalUsd: 9 } });
const unknownPrices = { costUsd: () => null };

describe('what an attempt costs', () => {
  it('C6 is the price of what the provider counted, also when it failed', () => {
    const failed = { ok: false, failure: failure('content_filter', { usage }) } as const;
    expect(attemptCostUsd(priced, answered(usage), dollarTokens)).toBe(7);
    expect(attemptCostUsd(priced, failed, dollarTokens)).toBe(7);
    expect(attemptCostUsd(priced, answered(usage), unknownPrices)).toBe(0);
  });

  it('C6 is the estimate of the prompt where it has most likely been read, and nothing where it was refused', () => {
    const guessed = errorClasses.filter(
      (errorClass) => attemptCostUsd(priced, { ok: false, failure: failure(errorClass) }, dollarTokens) === 2,
    );
    expect(guessed).toEqual(['timeout', 'network', 'bad_response', 'cancelled']);
    for (const errorClass of errorClasses) {
      const cost = attemptCostUsd(step('a'), { ok: false, failure: failure(errorClass) }, dollarTokens);
      expect(cost).toBe(0);
    }
    expect(attemptCostUsd(priced, { ok: false, failure: failure('rate_limit') }, dollarTokens)).toBe(0);
  });
});
