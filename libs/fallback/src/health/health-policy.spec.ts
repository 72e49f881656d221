import { describe, expect, it } from '@jest/globals';
import type { Failure } from '../failure.js';
import type { WindowTotals } from './failure-window.js';
import { cooldownAfter, defaultHealthPolicy } from './health-policy.js';

const failure: Failure = {
  class: 'unavailable',
  type: 'InternalServerError',
  status: 503,
  code: null,
  message: '',
  retryAfterMs: null,
};
const totals = (requests: number, failures: number, inARow = 1): WindowTotals => ({
  requests,
  failures,
  failureRate: failures / requests,
  inARow,
  byClass: {},
});
const rests = (of: WindowTotals, changes: Partial<typeof defaultHealthPolicy> = {}): boolean =>
  cooldownAfter(failure, of, { ...defaultHealthPolicy, ...changes }) !== null;

describe('cooldownAfter', () => {
  it('B3 takes one failure for enough on a quiet system, also after good answers', () => {
    expect(rests(totals(1, 1))).toBe(true);
    expect(rests(totals(9, 1))).toBe(true);
    expect(rests(totals(9, 1), { oneFailureBelowRequests: 0 })).toBe(false);
  });

  it('E5 goes by the share of failures on a busy one', () => {
    expect(rests(totals(10, 1))).toBe(false);
    expect(rests(totals(100, 49))).toBe(false);
    expect(rests(totals(100, 50))).toBe(true);
  });

  it('B13 does not wait for the share when nothing succeeds any more', () => {
    expect(rests(totals(1_000, 4, 4))).toBe(false);
    expect(rests(totals(1_000, 5, 5))).toBe(true);
  });

  it('E5 says nothing of fewer attempts than the policy asks for', () => {
    expect(rests(totals(3, 3, 3), { minimumRequests: 4 })).toBe(false);
    expect(rests(totals(4, 1, 1), { minimumRequests: 4 })).toBe(true);
  });

  it.each(['quota', 'auth'] as const)(
    'needs no second failure of %s: waiting does not mend it',
    (errorClass) => {
      expect(cooldownAfter({ ...failure, class: errorClass }, totals(1_000, 1), defaultHealthPolicy)).toBe(
        300_000,
      );
    },
  );

  it('rests as long as a provider asks, and for the longer of two times', () => {
    const hinted = (errorClass: 'rate_limit' | 'unavailable', retryAfterMs: number) =>
      cooldownAfter({ ...failure, class: errorClass, retryAfterMs }, totals(1, 1), defaultHealthPolicy);
    expect(hinted('rate_limit', 2_000)).toBe(2_000);
    expect(hinted('unavailable', 2_000)).toBe(300_000);
    expect(hinted('unavailable', 900_000)).toBe(900_000);
  });
});
