import { describe, expect, it } from '@jest/globals';
import type { ErrorClass } from '#contracts';
import { CircuitBreaker } from './circuit-breaker.js';
import { defaultHealthPolicy, type HealthPolicy } from './health-policy.js';
import { failure } from '../walking/walk.fixture.js';

const breakerWith = (policy: Partial<HealthPolicy> = {}) =>
  new CircuitBreaker({ ...defaultHealthPolicy, ...policy });

/** Takes no time, as far as nobody says otherwise. */
const span = (startedAt: number, endedAt = startedAt) => ({ startedAt, endedAt });

const fail = (
  breaker: CircuitBreaker,
  at: number,
  errorClass: ErrorClass = 'unavailable',
  retryAfterMs: number | null = null,
) => breaker.failed(failure(errorClass, { retryAfterMs }), span(at));

function succeed(breaker: CircuitBreaker, at: number): boolean {
  breaker.started(at);
  return breaker.succeeded(span(at));
}

/** Failed at 0, cools down until 300 s. */
function opened(): CircuitBreaker {
  const breaker = breakerWith();
  fail(breaker, 0);
  return breaker;
}

const cooldownMs = defaultHealthPolicy.cooldownMs;

/** How many more may start at once; 65 stands for any number. */
function roomIn(breaker: CircuitBreaker, at: number): number {
  let room = 0;
  while (room < 65 && breaker.availability(at).state === 'usable') {
    breaker.started(at);
    room += 1;
  }
  for (let each = 0; each < room; each += 1) breaker.released(at);
  return room;
}

describe('CircuitBreaker', () => {
  it('B3 rests for the cooldown after a failure, then lets one call find out', () => {
    const breaker = opened();
    expect(breaker.availability(cooldownMs - 1)).toEqual({
      state: 'resting',
      until: cooldownMs,
      class: 'unavailable',
    });
    expect(breaker.availability(cooldownMs)).toEqual({ state: 'probe', class: 'unavailable' });
    breaker.started(cooldownMs);
    expect(breaker.availability(cooldownMs + 1)).toMatchObject({ state: 'resting', until: cooldownMs });
  });

  it('lets the next call find out when the one that should was cancelled', () => {
    const breaker = opened();
    breaker.started(cooldownMs);
    breaker.released(cooldownMs);
    expect(breaker.availability(cooldownMs)).toMatchObject({ state: 'probe' });
  });

  it('B4 is used again as soon as the probe has answered, by one call after the other without end', () => {
    const breaker = opened();
    expect(succeed(breaker, cooldownMs)).toBe(true);
    for (let call = 1; call < 20; call += 1) {
      const now = cooldownMs + call;
      expect(breaker.availability(now)).toEqual({ state: 'usable', recoveredAt: cooldownMs });
      expect(succeed(breaker, now)).toBe(false);
    }
  });

  it('lets a flood in step by step: 1, 2, 4 … at once, and any number after 64', () => {
    const breaker = opened();
    const rooms: number[] = [];
    for (let call = 0; call < 7; call += 1) {
      succeed(breaker, cooldownMs + call);
      rooms.push(roomIn(breaker, cooldownMs + call));
    }
    expect(rooms).toEqual([1, 2, 4, 8, 16, 32, 65]);
  });

  it('says of calls beyond what is allowed that others are finding out', () => {
    const breaker = opened();
    succeed(breaker, cooldownMs);
    breaker.started(cooldownMs + 5);
    expect(breaker.availability(cooldownMs + 10)).toEqual({
      state: 'resting',
      until: cooldownMs,
      class: 'unavailable',
    });
  });

  it.each(['half-open', 'recovering'])(
    'opens again by one failure while it is %s, whatever the rate',
    (state) => {
      const breaker = breakerWith({ minimumRequests: 100 });
      expect(fail(breaker, 0, 'rate_limit', 1_000)).toBe(1_000);
      if (state === 'recovering') succeed(breaker, 1_000);
      breaker.started(1_001);
      expect(fail(breaker, 1_001)).toBe(cooldownMs);
      expect(breaker.availability(1_002)).toMatchObject({ state: 'resting', until: 1_001 + cooldownMs });
    },
  );

  it('is not closed by the success of a call that started before the failure', () => {
    const breaker = breakerWith();
    fail(breaker, 10);
    expect(breaker.succeeded(span(9, 20))).toBe(false);
    expect(breaker.availability(20)).toMatchObject({ state: 'resting' });
    expect(breaker.succeeded(span(11, 21))).toBe(true);
    expect(breaker.availability(21)).toEqual({ state: 'usable', recoveredAt: 21 });
  });

  it('is not closed by the success of a call that started before the latest of its failures', () => {
    const breaker = opened();
    fail(breaker, 10);
    expect(breaker.succeeded(span(5, 20))).toBe(false);
    expect(breaker.availability(20)).toMatchObject({ state: 'resting', until: 10 + cooldownMs });
  });

  it('is not opened again by the failure of a call that started before the one already known', () => {
    const breaker = breakerWith();
    fail(breaker, 10, 'rate_limit', 1_000);
    succeed(breaker, 1_010);
    expect(breaker.failed(failure('timeout'), span(9, 2_000))).toBeNull();
    expect(breaker.availability(2_000)).toMatchObject({ state: 'usable' });
  });

  it('takes the longer of two times, and says so once', () => {
    const breaker = opened();
    expect(fail(breaker, 5_000, 'rate_limit', 1_000)).toBeNull();
    expect(breaker.availability(5_000)).toEqual({
      state: 'resting',
      until: cooldownMs,
      class: 'unavailable',
    });
    expect(fail(breaker, 5_000, 'quota', 400_000)).toBeNull();
    expect(breaker.availability(5_000)).toEqual({ state: 'resting', until: 405_000, class: 'quota' });
  });

  it('rests for as long as the provider asked', () => {
    const breaker = breakerWith();
    fail(breaker, 0, 'rate_limit', 20_000);
    expect(breaker.availability(19_999)).toMatchObject({ state: 'resting', until: 20_000 });
    expect(breaker.availability(20_000)).toMatchObject({ state: 'probe' });
  });

  it('E5 goes by the rate of failures, and not before there are enough calls to tell', () => {
    const breaker = breakerWith({ minimumRequests: 4, oneFailureBelowRequests: 0, failureRate: 0.5 });
    for (const at of [0, 1]) breaker.succeeded(span(at));
    expect(fail(breaker, 2)).toBeNull();
    expect(fail(breaker, 3)).toBe(cooldownMs);
    expect(breaker.totals(3)).toMatchObject({ requests: 4, failureRate: 0.5 });
  });

  it('does not hold against a model, once it recovered, what led to its rest', () => {
    const breaker = breakerWith({ oneFailureBelowRequests: 0, failureRate: 0.6 });
    fail(breaker, 0, 'rate_limit', 1_000);
    for (let call = 0; call < 7; call += 1) succeed(breaker, 1_001 + call);
    expect(breaker.totals(1_010)).toMatchObject({ requests: 7, failures: 0 });
    expect(fail(breaker, 1_010)).toBeNull();
  });

  it('does not rest where the policy gives no time, and a failed trial still ends', () => {
    const breaker = breakerWith({ cooldownMs: 0 });
    expect(fail(breaker, 0)).toBeNull();
    expect(breaker.availability(0)).toMatchObject({ state: 'usable' });
    fail(breaker, 1, 'rate_limit', 10);
    breaker.started(11);
    fail(breaker, 11);
    expect(breaker.availability(12)).toMatchObject({ state: 'probe' });
  });

  it('B7 lets calls back in when an operator says that it works, unless it failed since', () => {
    const breaker = opened();
    expect(breaker.reportedWell(-1)).toBe(false);
    expect(breaker.availability(1)).toMatchObject({ state: 'resting' });
    expect(breaker.reportedWell(1)).toBe(true);
    expect(breaker.availability(1)).toEqual({ state: 'usable', recoveredAt: 1 });
    expect(roomIn(breaker, 1)).toBe(1);
  });

  it('B7 lets no further call in, whatever an operator says, while one finds out', () => {
    const breaker = opened();
    breaker.started(1);
    breaker.reportedWell(2);
    expect(breaker.availability(3)).toMatchObject({ state: 'resting' });
    breaker.released(1);
    expect(breaker.availability(3)).toMatchObject({ state: 'usable' });
  });

  it('B6 forgets what happened until a time, and nothing that came later', () => {
    const breaker = opened();
    breaker.forget(-1);
    expect(breaker.availability(1)).toMatchObject({ state: 'resting' });
    breaker.forget(1);
    expect(breaker.availability(1)).toMatchObject({ state: 'usable' });
    expect(breaker.totals(1)).toMatchObject({ requests: 0 });
  });

  it('takes a new policy without losing what cools down', () => {
    const breaker = opened();
    breaker.adopt({ ...defaultHealthPolicy, windowMs: 1_000, cooldownMs: 7 });
    expect(breaker.availability(1)).toMatchObject({ state: 'resting', until: cooldownMs });
    breaker.started(cooldownMs);
    expect(fail(breaker, cooldownMs)).toBe(7);
  });

  it('looks back as far as a new policy says', () => {
    const policy = { ...defaultHealthPolicy, minimumRequests: 2 };
    const breaker = breakerWith(policy);
    breaker.adopt({ ...policy, windowMs: 1_000 });
    expect([fail(breaker, 0), fail(breaker, 5_000), fail(breaker, 5_001)]).toEqual([null, null, cooldownMs]);
  });
});
