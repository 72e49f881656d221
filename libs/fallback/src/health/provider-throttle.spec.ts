import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { noLimits } from '../config/routing-config.js';
import { ProviderThrottle } from './provider-throttle.js';

const perMinute = (requestsPerMinute: number) => ({ requestsPerMinute, maxInFlight: null });
const atOnce = (maxInFlight: number) => ({ requestsPerMinute: null, maxInFlight });

describe('ProviderThrottle', () => {
  it('D8 rests when a minute has had its requests, until the oldest of them is a minute old', () => {
    const throttle = new ProviderThrottle(perMinute(2));
    throttle.started(0);
    expect(throttle.availability(5)).toMatchObject({ state: 'usable' });
    throttle.started(10);
    expect(throttle.availability(20)).toEqual({ state: 'resting', until: 60_000, class: 'rate_limit' });
    expect(throttle.availability(60_000)).toMatchObject({ state: 'usable' });
    throttle.started(60_000);
    expect(throttle.availability(60_001)).toMatchObject({ state: 'resting', until: 60_010 });
  });

  it('rests while as many are in flight as may be, for as long as calls last there', () => {
    const throttle = new ProviderThrottle(atOnce(2));
    throttle.started(0);
    expect(throttle.availability(0)).toMatchObject({ state: 'usable' });
    throttle.started(0);
    expect(throttle.availability(0)).toEqual({ state: 'resting', until: 500, class: 'rate_limit' });
    for (let call = 0; call < 100; call += 1) {
      throttle.ended(8_000);
      expect(throttle.availability(0)).toMatchObject({ state: 'usable' });
      throttle.started(0);
    }
    const { until } = throttle.availability(0) as { until: number };
    expect(until).toBeGreaterThan(3_900);
    expect(until).toBeLessThanOrEqual(4_000);
  });

  it('counts under new limits what was started under the old ones', () => {
    const throttle = new ProviderThrottle(perMinute(3));
    for (const at of [0, 10, 20, 60_000]) throttle.started(at);
    throttle.adopt(perMinute(2));
    expect(throttle.availability(60_000)).toMatchObject({ state: 'resting', until: 60_020 });
    throttle.adopt(perMinute(4));
    throttle.started(60_001);
    expect(throttle.availability(60_001)).toMatchObject({ state: 'usable' });
    throttle.adopt(noLimits);
    expect(throttle.availability(60_001)).toMatchObject({ state: 'usable' });
    throttle.adopt(atOnce(5));
    expect(throttle.availability(60_001)).toMatchObject({ state: 'resting' });
  });

  it('is not confused by the end of a call that it did not see start', () => {
    const throttle = new ProviderThrottle(atOnce(1));
    throttle.ended(10);
    throttle.started(0);
    expect(throttle.availability(0)).toMatchObject({ state: 'resting' });
  });

  it('never lets more start in any minute than it may, whoever asks when', () => {
    const waits = fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), waits, (limit, waitsMs) => {
        const throttle = new ProviderThrottle(perMinute(limit));
        const starts: number[] = [];
        let now = 0;
        for (const ms of waitsMs) {
          now += ms;
          if (throttle.availability(now).state !== 'usable') continue;
          throttle.started(now);
          throttle.ended(1);
          starts.push(now);
        }
        for (const start of starts) {
          const minute = starts.filter((each) => each >= start && each < start + 60_000);
          expect(minute.length).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });
});
