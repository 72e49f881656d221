import { describe, expect, it } from '@jest/globals';
import { retryHint } from './retry-hint.js';

const now = Date.parse('2026-01-01T00:00:00Z');
const hint = (headers: Record<string, string>, message = '', limited = true): number | null =>
  retryHint({ headers: new Headers(headers), message, limited, now });

describe('retryHint', () => {
  it('takes the first of the places in which a wait may be', () => {
    const places: [string, string][] = [
      ['retry-after-ms', '100'],
      ['x-ms-retry-after-ms', '200'],
      ['retry-after', '3'],
    ];
    const resets = { 'x-ratelimit-reset-requests': '5s' };
    const inWords = 'Please try again in 4s.';
    const from = (first: number): number | null =>
      hint({ ...Object.fromEntries(places.slice(first)), ...resets }, inWords);
    expect([from(0), from(1), from(2), from(3), hint(resets)]).toEqual([100, 200, 3_000, 4_000, 5_000]);
  });

  it.each([
    ['retry-after', '1.5', 1_500],
    ['retry-after', '0', 0],
    ['retry-after', 'Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    ['retry-after', 'Wed, 31 Dec 2025 23:59:00 GMT', 0],
    ['retry-after', '-1', null],
    ['retry-after', 'soon', null],
    ['retry-after', '1e400', null],
    ['retry-after', '99999999999999', 86_400_000],
    ['retry-after', 'Fri, 31 Dec 9999 23:59:59 GMT', 86_400_000],
    ['retry-after-ms', '12.2', 13],
    ['x-ratelimit-reset-requests', '6m0s', 360_000],
    ['x-ratelimit-reset-tokens', '1h2m3.5s', 3_723_500],
    ['x-ratelimit-reset-tokens', '17ms', 17],
    ['x-ratelimit-reset-tokens', '42', 42_000],
    ['x-ratelimit-reset-tokens', '-1', null],
    ['x-ratelimit-reset-tokens', '0', null],
    ['x-ratelimit-reset-tokens', '0s', null],
    ['x-ratelimit-reset-tokens', '5 parsecs', null],
  ])('reads %s: %s', (name, value, expected) => {
    expect(hint({ [name]: value })).toBe(expected);
  });

  it.each([
    ['Please try again in 41.7s. Visit https://…', 41_700],
    ['Please try again in 6m0s.', 360_000],
    ['Please try again in 120ms.', 120],
    ['Please retry in 41.7s.', 41_700],
    ['Try again in 20 seconds.', 20_000],
    ['Please try again in 2 minutes', null],
    ['Please try again later', null],
  ])('reads the words %s', (message, expected) => {
    expect(hint({}, message)).toBe(expected);
  });

  it('takes the larger of the resets, and none when nothing was limited', () => {
    const resets = { 'x-ratelimit-reset-requests': '1s', 'x-ratelimit-reset-tokens': '2s' };
    expect(hint(resets)).toBe(2_000);
    expect(hint(resets, '', false)).toBeNull();
  });

  it('gives none when the provider says not to retry', () => {
    expect(hint({ 'x-should-retry': 'false', 'retry-after': '3' })).toBeNull();
    expect(hint({ 'x-should-retry': 'true', 'retry-after': '3' })).toBe(3_000);
  });
});
