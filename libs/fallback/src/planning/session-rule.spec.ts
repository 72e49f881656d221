import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RoutingConfig } from '../config/routing-config.js';
import { sessionRuleOf } from './session-rule.js';

const fits = (pattern: string, session: string): boolean =>
  sessionRuleOf(session, {
    sessions: [{ pattern, target: null, budgetUsd: null }],
  } as unknown as RoutingConfig) !== null;

describe('sessionRuleOf', () => {
  it('C8 takes a star for any text, and the rest as it is', () => {
    expect(fits('crawl-*', 'crawl-')).toBe(true);
    expect(fits('crawl-*', 'crawl')).toBe(false);
    expect(fits('*', '')).toBe(true);
    expect(fits('a*b*c', 'a-b-b-c')).toBe(true);
    expect(fits('a*b*c', 'a-c-b')).toBe(false);
    expect(fits('ab*ba', 'aba')).toBe(false);
    expect(fits('a.c', 'abc')).toBe(false);
  });

  it('fits as a regular expression would', () => {
    const letters = fc.stringMatching(/^[ab*]{0,8}$/);
    fc.assert(
      fc.property(letters, fc.stringMatching(/^[ab]{0,10}$/), (pattern, session) => {
        const regex = new RegExp(`^${pattern.replace(/\*+/g, '.*')}$`);
        expect(fits(pattern, session)).toBe(regex.test(session));
      }),
      { numRuns: 2_000 },
    );
  });
});
