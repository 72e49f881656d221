import { describe, expect, it } from '@jest/globals';
import { FailureWindow } from './failure-window.js';

/** Looks back 100 ms, in steps of 10. */
const window = (): FailureWindow => new FailureWindow({ windowMs: 100, buckets: 10 });

describe('FailureWindow', () => {
  it('E5 counts what came lately, failures by class', () => {
    const counting = window();
    counting.record(0, null);
    counting.record(5, 'timeout');
    counting.record(50, 'timeout');
    counting.record(50, 'network');
    expect(counting.totals(60)).toEqual({
      requests: 4,
      failures: 3,
      failureRate: 0.75,
      inARow: 3,
      byClass: { timeout: 2, network: 1 },
    });
    expect(counting.totals(100)).toMatchObject({ requests: 2, byClass: { timeout: 1, network: 1 } });
    expect(counting.totals(200)).toEqual({
      requests: 0,
      failures: 0,
      failureRate: 0,
      inARow: 0,
      byClass: {},
    });
  });

  it('B13 counts the failures since the latest success, over all of its time and no longer', () => {
    const counting = new FailureWindow({ windowMs: 100, buckets: 10 });
    counting.record(5, 'timeout');
    counting.record(15, null);
    for (const at of [16, 25, 47, 48]) counting.record(at, 'unavailable');
    expect(counting.totals(50).inARow).toBe(4);
    counting.record(49, 'bad_request');
    expect(counting.totals(50).inARow).toBe(4);
    expect(counting.totals(120).inARow).toBe(2);
    counting.record(121, null);
    expect(counting.totals(122).inARow).toBe(0);
  });

  it('counts neither as a failure nor as a success what is the fault of the request', () => {
    const counting = window();
    counting.record(0, 'bad_request');
    expect(counting.totals(0).requests).toBe(0);
  });

  it('counts what comes late where it belongs', () => {
    const counting = window();
    counting.record(105, null);
    counting.record(20, 'timeout');
    counting.record(1, 'timeout');
    expect(counting.totals(105)).toMatchObject({ requests: 2, failures: 1 });
    expect(counting.totals(125)).toMatchObject({ requests: 1, failures: 0 });
  });

  it('forgets what came until a time', () => {
    const counting = window();
    counting.record(5, 'timeout');
    counting.record(25, 'timeout');
    counting.forget(19);
    expect(counting.totals(30).requests).toBe(1);
    counting.clear();
    expect(counting.totals(30).requests).toBe(0);
  });
});
