import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LearnedPace } from './learned-pace.js';

/** Calls as fast as the pace allows, at a provider that takes `most` in each second; they take no time. */
function drive(pace: LearnedPace, most: number, seconds: number, everyMs = 5) {
  const good = Array<number>(seconds).fill(0);
  const refused = Array<number>(seconds).fill(0);
  let restsUntil = 0;
  for (let now = 0; now < seconds * 1_000; now += everyMs) {
    if (now < restsUntil || pace.availability(now).state === 'resting') continue;
    const second = Math.floor(now / 1_000);
    pace.started(now);
    if (good[second]! < most) {
      good[second]! += 1;
      pace.succeeded(now, now);
    } else {
      refused[second]! += 1;
      restsUntil = now + 1_000;
      pace.refused(now, 1_000, now);
    }
  }
  return { good, refused };
}

describe('LearnedPace', () => {
  it('limits nothing before the first refusal', () => {
    const pace = new LearnedPace();
    for (let now = 0; now < 1_000; now += 1) {
      pace.started(now);
      pace.succeeded(now, now);
      expect(pace.availability(now)).toMatchObject({ state: 'usable' });
    }
  });

  it('G3 allows in each stretch what went well in the one before a refusal', () => {
    const pace = new LearnedPace();
    for (const at of [100, 200, 300, 400, 500, 600, 1_200]) pace.succeeded(at, at);
    pace.refused(1_250, 1_000, 1_250);
    for (const at of [3_000, 3_001, 3_002, 3_003, 3_004]) {
      expect(pace.availability(at)).toMatchObject({ state: 'usable' });
      pace.started(at);
    }
    expect(pace.availability(3_005)).toEqual({ state: 'resting', until: 4_000, class: 'rate_limit' });
    expect(pace.availability(4_000)).toMatchObject({ state: 'usable' });
  });

  it('G3 counts also what ends well after the refusal, if it started before', () => {
    const pace = new LearnedPace();
    pace.refused(50, 1_000, 51);
    for (let at = 1; at <= 10; at += 1) pace.succeeded(at, 60);
    for (let call = 0; call < 10; call += 1) {
      expect(pace.availability(1_100)).toMatchObject({ state: 'usable' });
      pace.started(1_100);
    }
    expect(pace.availability(1_100)).toMatchObject({ state: 'resting' });
  });

  it('allows a few calls in a stretch where hardly one went well', () => {
    const pace = new LearnedPace();
    pace.refused(0, 30_000, 0);
    for (let call = 0; call < 4; call += 1) {
      expect(pace.availability(0)).toMatchObject({ state: 'usable' });
      pace.started(0);
    }
    expect(pace.availability(29_999)).toEqual({ state: 'resting', until: 30_000, class: 'rate_limit' });
  });

  it('grows while all that it allows goes well, and is forgotten when it has long been enough', () => {
    const pace = new LearnedPace();
    for (let at = 0; at < 20; at += 1) pace.succeeded(at, at);
    pace.refused(20, 1_000, 20);
    const { good } = drive(pace, 1_000, 60, 1);
    expect(good[59]).toBeGreaterThan(2 * good[0]!);

    const idle = new LearnedPace();
    idle.refused(0, 1_000, 0);
    idle.succeeded(10_001, 10_001);
    for (const at of [10_002, 10_003, 10_004, 10_005, 10_006]) idle.started(at);
    expect(idle.availability(10_007)).toMatchObject({ state: 'usable' });
  });

  it('is forgotten when it is told to be', () => {
    const pace = new LearnedPace();
    pace.refused(0, 1_000, 0);
    for (const at of [1, 1, 1, 1]) pace.started(at);
    expect(pace.availability(2)).toMatchObject({ state: 'resting' });
    pace.forget();
    expect(pace.availability(2)).toMatchObject({ state: 'usable' });
  });

  it('G3 is refused once in a while only, and gets most of what there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 100 }), (most) => {
        const seconds = 40;
        const { good, refused } = drive(new LearnedPace(), most, seconds);
        const sum = (of: readonly number[]): number => of.reduce((total, each) => total + each, 0);
        expect(sum(refused)).toBeLessThanOrEqual(seconds / 2);
        expect(sum(good)).toBeGreaterThan((most * seconds) / 3);
      }),
    );
  });
});
