import { describe, expect, it } from '@jest/globals';
import type { RateLimits } from '#contracts';
import { spentUntil } from './spent-until.js';

const left = (remaining: number, resetsAt: number) => ({
  remaining,
  resets_at: new Date(resetsAt).toISOString(),
});

describe('spentUntil', () => {
  it.each<[RateLimits, number, number | null]>([
    [{}, 9, null],
    [{ requests: left(1, 10) }, 0, null],
    [{ requests: left(0, 10) }, 0, 10],
    [{ requests: left(2, 10) }, 1, null],
    [{ requests: left(2, 10) }, 2, 10],
    [{ requests: left(2, 10) }, 3, 10],
    [{ tokens: left(1, 10), input_tokens: left(1, 20) }, 9, null],
    [{ requests: left(5, 90), tokens: left(0, 10), output_tokens: left(0, 20) }, 0, 20],
    [{ requests: left(0, 5), input_tokens: left(0, 20) }, 0, 20],
  ])('D8 of %j, with %d calls since, is %p', (limits, callsSince, until) => {
    expect(spentUntil(limits, callsSince)).toBe(until);
  });
});
