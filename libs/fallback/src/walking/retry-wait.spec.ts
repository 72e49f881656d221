import { describe, expect, it } from '@jest/globals';
import { errorClasses, type ErrorClass } from '#contracts';
import fc from 'fast-check';
import { retryWaitMs, type WaitCircumstances } from './retry-wait.js';
import { failure, step } from './walk.fixture.js';

const waitFor = (
  retryAfterMs: number | null,
  changes: Partial<WaitCircumstances> = {},
  { attempt = 1, errorClass = 'rate_limit' }: { attempt?: number; errorClass?: ErrorClass } = {},
) =>
  retryWaitMs(
    { of: step('a', { retries: 2 }), attempt, failure: failure(errorClass, { retryAfterMs }) },
    { leftMs: Infinity, holdMs: 10_000, otherStep: false, random: () => 0, ...changes },
  );

describe('the wait before a retry', () => {
  it('C3 is half a second, the same before each retry, and none when the retries are used up', () => {
    expect([1, 2, 3].map((attempt) => waitFor(null, {}, { attempt }))).toEqual([500, 500, null]);
  });

  it('is made only for failures that may pass', () => {
    const waited = errorClasses.filter((errorClass) => waitFor(null, {}, { errorClass }) !== null);
    expect(waited).toEqual(['rate_limit', 'unavailable', 'timeout', 'network', 'bad_response', 'unknown']);
  });

  it('is as long as the provider asks, or not made when that is long', () => {
    expect(waitFor(100)).toBe(500);
    expect(waitFor(2_000)).toBe(2_000);
    expect(waitFor(20_000)).toBeNull();
    expect(waitFor(6_000, {}, { errorClass: 'unavailable' })).toBeNull();
  });

  it('G3 is made for a limit as long as the request may be held', () => {
    expect(waitFor(10_000)).toBe(10_000);
    expect(waitFor(10_001)).toBeNull();
    expect(waitFor(5_000, { holdMs: 0 })).toBe(5_000);
  });

  it('is not made for a hint while another step could go on, but for the own delay it is', () => {
    expect(waitFor(2_000, { otherStep: true })).toBeNull();
    expect(waitFor(500, { otherStep: true })).toBe(500);
    expect(waitFor(null, { otherStep: true })).toBe(500);
  });

  it('is not made when it would reach the deadline', () => {
    expect(waitFor(null, { leftMs: 500 })).toBeNull();
    expect(waitFor(null, { leftMs: 501 })).toBe(500);
  });

  it('is lengthened by chance, and never shortened', () => {
    const any = [
      fc.option(fc.nat(5_000)),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    ] as const;
    fc.assert(
      fc.property(...any, (hint, random) => {
        const least = Math.max(500, hint ?? 0);
        const wait = waitFor(hint, { random: () => random });
        expect(wait).toBeGreaterThanOrEqual(least);
        expect(wait).toBeLessThanOrEqual(Math.ceil(least * 1.2));
      }),
    );
    expect(waitFor(null, { random: () => 0.999 })).toBeGreaterThan(500);
  });
});
