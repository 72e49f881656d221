import { describe, expect, it } from '@jest/globals';
import { RateLimits } from '#contracts';
import fc from 'fast-check';
import { readRateLimits } from './read-rate-limits.js';

const now = Date.parse('2026-01-01T00:00:00Z');
const dayMs = 86_400_000;
const read = (headers: Record<string, string>) => readRateLimits(new Headers(headers), now);

/** When requests are whole again, in ms from now, by this reset; null: nobody knows. */
function wholeAfter(reset: string): number | null {
  const limits = read({ 'x-ratelimit-remaining-requests': '7', 'x-ratelimit-reset-requests': reset });
  return limits === null ? null : Date.parse(limits.requests!.resets_at) - now;
}

describe('readRateLimits', () => {
  it.each<[string, Record<string, string>, RateLimits]>([
    [
      'OpenAI',
      {
        'x-ratelimit-limit-requests': '60',
        'x-ratelimit-remaining-requests': '59',
        'x-ratelimit-reset-requests': '1s',
        'x-ratelimit-limit-tokens': '150000',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '6m0s',
      },
      {
        requests: { remaining: 59, resets_at: '2026-01-01T00:00:01.000Z' },
        tokens: { remaining: 0, resets_at: '2026-01-01T00:06:00.000Z' },
      },
    ],
    [
      'Together',
      { 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' },
      { requests: { remaining: 0, resets_at: '2026-01-01T00:00:01.000Z' } },
    ],
    [
      'OpenRouter',
      { 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': String(now + 60_000) },
      { requests: { remaining: 3, resets_at: '2026-01-01T00:01:00.000Z' } },
    ],
    [
      'Anthropic',
      {
        'anthropic-ratelimit-requests-limit': '50',
        'anthropic-ratelimit-requests-remaining': '49',
        'anthropic-ratelimit-requests-reset': '2026-01-01T00:00:02Z',
        'anthropic-ratelimit-tokens-remaining': '48000',
        'anthropic-ratelimit-tokens-reset': '2026-01-01T00:00:03Z',
        'anthropic-ratelimit-input-tokens-remaining': '40000',
        'anthropic-ratelimit-input-tokens-reset': '2026-01-01T00:00:04Z',
        'anthropic-ratelimit-output-tokens-remaining': '0',
        'anthropic-ratelimit-output-tokens-reset': '2026-01-01T01:00:05+01:00',
      },
      {
        requests: { remaining: 49, resets_at: '2026-01-01T00:00:02.000Z' },
        tokens: { remaining: 48_000, resets_at: '2026-01-01T00:00:03.000Z' },
        input_tokens: { remaining: 40_000, resets_at: '2026-01-01T00:00:04.000Z' },
        output_tokens: { remaining: 0, resets_at: '2026-01-01T00:00:05.000Z' },
      },
    ],
  ])('D8 reads the limits of %s', (_who, headers, limits) => {
    expect(read(headers)).toEqual(limits);
  });

  it.each<[string, number | null]>([
    ['20ms', 20],
    ['1s', 1_000],
    ['6m0s', 360_000],
    ['1h2m3.5s', 3_723_500],
    ['24h0m0s', dayMs],
    ['7d', dayMs],
    ['59', 59_000],
    ['0.5', 500],
    [String(now / 1_000 + 30), 30_000],
    [String(now + 30_000), 30_000],
    ['2026-01-01T00:00:07.250Z', 7_250],
    ['2027-01-01T00:00:00Z', dayMs],
    ['999999999999999', dayMs],
    ['0', null],
    ['0s', null],
    ['-1', null],
    ['', null],
    ['1e400', null],
    ['5 parsecs', null],
    ['soon, 1', null],
    ['2026-13-01T00:00:00Z', null],
    ['2025-12-31T23:59:59Z', null],
    [String(now - 1), null],
  ])('reads the reset %s', (reset, ms) => {
    expect(wholeAfter(reset)).toBe(ms);
  });

  it.each(['-1', '', '1.5', 'many', '1, 2', '0x10', '1e3', '9'.repeat(16)])(
    'takes %p for no number of what is left',
    (remaining) => {
      expect(
        read({ 'x-ratelimit-remaining-tokens': remaining, 'x-ratelimit-reset-tokens': '1s' }),
      ).toBeNull();
    },
  );

  it('tells nothing of a limit that has no reset, as some of Azure, nor of one that says nothing but it', () => {
    expect(read({ 'x-ratelimit-remaining-requests': '0' })).toBeNull();
    expect(read({ 'x-ratelimit-reset-requests': '1s' })).toBeNull();
    expect(read({ 'x-ratelimit-remaining-tokens': '-1', 'x-ratelimit-reset-tokens': '0' })).toBeNull();
  });

  it('goes by the limit of requests that is named so, where there are two', () => {
    const named = { 'x-ratelimit-remaining-requests': '5', 'x-ratelimit-reset-requests': '1s' };
    const limits = read({ ...named, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' });
    expect(limits).toEqual({ requests: { remaining: 5, resets_at: '2026-01-01T00:00:01.000Z' } });
  });

  it('takes whatever comes: what it tells is always such a record, and its resets lie within a day', () => {
    const name = fc.constantFrom(
      ...['requests', 'tokens'].flatMap((of) => [`x-ratelimit-remaining-${of}`, `x-ratelimit-reset-${of}`]),
      ...['remaining', 'reset'].map((what) => `x-ratelimit-${what}`),
      ...['remaining', 'reset'].map((what) => `anthropic-ratelimit-input-tokens-${what}`),
    );
    const value = fc.oneof(
      fc.string(),
      fc.integer().map(String),
      fc.double().map(String),
      fc.tuple(fc.nat(), fc.constantFrom('ms', 's', 'm', 'h', 'd')).map((parts) => parts.join('')),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    );
    fc.assert(
      fc.property(fc.dictionary(name, value), (values) => {
        const limits = readRateLimits({ get: (header) => values[header] ?? null }, now);
        if (limits === null) return;
        expect(RateLimits.parse(limits)).toEqual(limits);
        expect(Object.keys(limits)).not.toEqual([]);
        for (const allowance of Object.values(limits)) {
          const at = Date.parse(allowance!.resets_at);
          expect(at).toBeGreaterThanOrEqual(now);
          expect(at).toBeLessThanOrEqual(now + dayMs);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
