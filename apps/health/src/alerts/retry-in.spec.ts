import { describe, expect, it } from '@jest/globals';
import { retryInMs } from './retry-in.js';

const retry = { firstMs: 1_000, longestMs: 10_000, giveUpAfter: 6 };

describe('a sink that failed', () => {
  it('is tried again later each time, up to a limit, and then no more', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7].map((attempts) => retryInMs(attempts, retry, 1));
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, null, null]);
  });

  it('is tried again by all replicas at different times', () => {
    expect(retryInMs(1, retry, 0)).toBe(500);
  });
});
