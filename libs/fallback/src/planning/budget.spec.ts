import { describe, expect, it } from '@jest/globals';
import { Organization } from '#contracts';
import { chatRequest, compose, planOf, pricesOf } from './planning.fixture.js';

const file = `
sessions:
  - { pattern: crawl-*, chain: own, budget_usd: 2 }
chains:
  own: { steps: [openai/a, ollama/b] }
`;

const organization = (budgets: object) => Organization.parse({ org: 'eng', name: 'Eng', budgets });
const spent = { sessionUsd: 1.5, dayUsd: 3, monthUsd: 40 };

const budgetOf = (fields: object, budgets: object = {}) =>
  planOf(chatRequest(fields), { file, spent, organization: organization(budgets) }).budgetUsd;

describe('budgets', () => {
  it('C8 does not limit what nobody limits', () => {
    expect(budgetOf({})).toBeNull();
    expect(budgetOf({ session: 'other' })).toBeNull();
  });

  it("C8 takes what is left of the tightest: of the request, its session, its organization's day or month", () => {
    expect(budgetOf({ routing: { budget_usd: 0.05 } })).toBe(0.05);
    expect(budgetOf({ session: 'crawl-7' })).toBe(0.5);
    expect(budgetOf({ session: 's' }, { session_usd: 1.6 })).toBeCloseTo(0.1);
    expect(budgetOf({}, { session_usd: 1.6 })).toBeNull();
    expect(budgetOf({ routing: { budget_usd: 0.5 } }, { daily_usd: 3.2 })).toBeCloseTo(0.2);
    expect(budgetOf({}, { daily_usd: 30, monthly_usd: 40.1 })).toBeCloseTo(0.1);
    expect(budgetOf({}, { monthly_usd: 1 })).toBe(0);
    expect(budgetOf({}, { request_usd: 0.3 })).toBe(0.3);
  });

  it('C8 guesses beforehand what a step will cost, from the prompt and the longest answer', () => {
    const prices = pricesOf({ 'openai/a': 1 });
    const body = { messages: [{ role: 'user', content: 'x'.repeat(4_000) }], max_tokens: 500 };
    const [first, second] = planOf(chatRequest({ routing: { chain: 'own' } }, body), { file, prices }).steps;
    expect(first).toMatchObject({ promptTokens: 1_004, estimatedUsd: 0.002004 });
    expect(second).toMatchObject({ promptTokens: 1_004, estimatedUsd: null });
  });

  it('C8 tells a request with a budget of what no budget can count', () => {
    const prices = pricesOf({ 'openai/a': 1 });
    const warningsOf = (routing: object) => {
      const composition = compose(chatRequest({ routing: { chain: 'own', ...routing } }), { file, prices });
      return composition.ok ? composition.warnings : null;
    };
    expect(warningsOf({ budget_usd: 1 })).toEqual([
      'no price is known of ollama/b: budget_usd does not count it; set it under prices in the config',
    ]);
    expect(warningsOf({})).toEqual([]);
  });

  it('C8 sends a session through the chain that the config has for it, unless the request says otherwise', () => {
    const chainOf = (fields: object) => planOf(chatRequest(fields, { model: 'openai/o3' }), { file }).chain;
    expect(chainOf({ session: 'crawl-7' })).toBe('own');
    expect(chainOf({ session: 'other' })).toBe('default');
    expect(chainOf({ session: 'crawl-7', routing: { fallback: {} } })).toBe('request');
    expect(compose(chatRequest({ session: 'crawl-7' }, { model: 'openai/o3' }), { file })).toMatchObject({
      warnings: ["chain 'own' serves session 'crawl-7': model 'openai/o3' was passed over"],
    });
  });
});
