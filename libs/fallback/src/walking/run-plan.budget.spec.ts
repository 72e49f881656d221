import { describe, expect, it } from '@jest/globals';
import { codeOf, failure, plan, step, tried, walk, waitsOf } from './walk.fixture.js';

describe('runPlan, with a budget', () => {
  const priced = (name: string, inputUsd: number, totalUsd: number, retries = 0) =>
    step(name, { retries, promptTokens: inputUsd, estimatedUsd: totalUsd });

  it('C8 passes over a step that is too dear for what is left, and says so', async () => {
    const dear = priced('b', 1, 9);
    const result = await walk(plan([priced('a', 2, 4), dear, priced('c', 1, 3)], { budgetUsd: 10 }), [
      'timeout',
    ]);
    expect(tried(result)).toEqual(['a', 'c']);
    expect(result.outcome).toMatchObject({ kind: 'answered', attempts: [{ costUsd: 2 }, { costUsd: 3 }] });
    expect(result.outcome.passedOver).toEqual([
      { step: 2, of: dear, why: { reason: 'too-dear', estimatedUsd: 9, leftUsd: 8 } },
    ]);
  });

  it('C8 enters the first step that the budget allows, and all of them without one', async () => {
    const steps = [priced('a', 1, 5), priced('b', 1, 2)];
    expect(tried(await walk(plan(steps, { budgetUsd: 3 }), []))).toEqual(['b']);
    expect(tried(await walk(plan(steps), []))).toEqual(['a']);
  });

  it('C8 fails as a spent budget, without a call, when nothing can be paid', async () => {
    const result = await walk(plan([priced('a', 1, 5)], { budgetUsd: 3 }), []);
    expect(result.outcome).toMatchObject({ code: 'budget_exceeded', attempts: [] });
  });

  it('C6 C8 counts what failed attempts cost, so that a try too many is not made, nor waited for', async () => {
    const result = await walk(plan([priced('a', 2, 4, 5)], { budgetUsd: 7 }), ['timeout', 'timeout']);
    expect(tried(result)).toEqual(['a', 'a']);
    expect(waitsOf(result)).toEqual([500]);
    expect(codeOf(result)).toBe('budget_exceeded');
    expect(result.outcome.passedOver).toMatchObject([
      { step: 1, why: { reason: 'too-dear', estimatedUsd: 4, leftUsd: 3 } },
    ]);
  });

  it('C8 never finds a step too dear that costs nothing or has no known price', async () => {
    const overspent = [{ fails: failure('bad_response', { usage: dearUsage }) }];
    const steps = [priced('a', 1, 2), priced('local', 0, 0)];
    expect(tried(await walk(plan(steps, { budgetUsd: 2 }), overspent))).toEqual(['a', 'local']);
    const unpriced = [priced('a', 1, 2), step('unpriced')];
    expect(tried(await walk(plan(unpriced, { budgetUsd: 2 }), overspent))).toEqual(['a', 'unpriced']);
  });

  it('C8 spends a budget to its end in spite of binary fractions', async () => {
    const dime = (name: string) => priced(name, 0.1, 0.1);
    const result = await walk(plan([dime('a'), dime('b'), dime('c')], { budgetUsd: 0.3 }), [
      'timeout',
      'timeout',
      'timeout',
    ]);
    expect(tried(result)).toEqual(['a', 'b', 'c']);
  });

  const dearUsage = { input_tokens: 5, output_tokens: 5, cached_input_tokens: 0 };
});
