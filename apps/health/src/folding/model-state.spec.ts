import { describe, expect, it } from '@jest/globals';
import { errorClasses } from '#contracts';
import fc from 'fast-check';
import {
  afterAnnouncement,
  afterFailure,
  afterFailureReport,
  afterQuiet,
  afterReset,
  afterSuccess,
  afterTime,
  type CountedFailure,
  type ModelState,
} from './model-state.js';

const healthy: ModelState = { state: 'healthy', since: 0 };
const failure = (endedAt: number, over: Partial<CountedFailure> = {}): CountedFailure => ({
  endedAt,
  class: 'unavailable',
  cooldownMs: 300_000,
  failureRate: 1,
  ...over,
});
const down = afterFailure(healthy, failure(1_000));
const success = (state: ModelState, startedAt: number, failureRate = 0): ModelState =>
  afterSuccess(state, { startedAt, endedAt: startedAt + 10, failureRate });

describe('a model at a provider', () => {
  it('goes down for the cooldown that its failure earns', () => {
    expect(down).toEqual({
      state: 'down',
      since: 1_000,
      until: 301_000,
      cause: 'unavailable',
      lastFailureAt: 1_000,
    });
  });

  it('is limited by a rate limit', () => {
    expect(afterFailure(healthy, failure(5, { class: 'rate_limit', cooldownMs: 20 }))).toMatchObject({
      state: 'limited',
      until: 25,
    });
  });

  it('stays down since the first failure, until the longest of the cooldowns', () => {
    const longer = afterFailure(down, failure(2_000));
    expect(longer).toMatchObject({ state: 'down', since: 1_000, until: 302_000 });
    expect(afterFailure(longer, failure(3_000, { cooldownMs: 1 }))).toMatchObject({ until: 302_000 });
  });

  it('stays down when it answers with a rate limit, which is no answer yet', () => {
    expect(afterFailure(down, failure(2_000, { class: 'rate_limit', cooldownMs: 500_000 }))).toMatchObject({
      state: 'down',
      cause: 'unavailable',
      until: 502_000,
    });
  });

  it('turns from limited to down, and a new time begins', () => {
    const limited = afterFailure(healthy, failure(1_000, { class: 'rate_limit' }));
    expect(afterFailure(limited, failure(2_000, { class: 'auth' }))).toMatchObject({
      state: 'down',
      since: 2_000,
      cause: 'auth',
    });
  });

  it('is degraded by failures too rare for a cooldown, and healthy when they become rarer', () => {
    const rare = { cooldownMs: null, failureRate: 0.1 };
    const degraded = afterFailure(healthy, failure(1_000, rare));
    expect(degraded).toMatchObject({ state: 'degraded', since: 1_000 });
    expect(success(degraded, 2_000, 0.05)).toBe(degraded);
    expect(success(degraded, 2_000, 0.049)).toEqual({ state: 'healthy', since: 2_010 });
    expect(afterFailure(healthy, failure(1_000, { ...rare, failureRate: 0.09 }))).toBe(healthy);
  });

  it('recovers by an attempt that started after the failure, and is healthy after three in a row', () => {
    expect(success(down, 999)).toBe(down);
    const one = success(down, 1_000);
    expect(one).toMatchObject({ state: 'recovering', cause: 'unavailable', successes: 1 });
    const two = success(one, 1_010);
    expect(two).toMatchObject({ state: 'recovering', successes: 2 });
    expect(success(two, 1_020)).toEqual({ state: 'healthy', since: 1_030 });
  });

  it('begins to count anew when a failure comes between', () => {
    const two = success(success(down, 1_000), 1_010);
    const failed = afterFailure(two, failure(1_050, { cooldownMs: null, failureRate: 0.05 }));
    expect(failed).toMatchObject({ state: 'recovering', successes: 0 });
    expect(success(failed, 1_040)).toBe(failed);
  });

  it('is down again when it fails while it recovers', () => {
    expect(afterFailure(success(down, 1_000), failure(1_500))).toMatchObject({ state: 'down', since: 1_500 });
  });

  it('becomes healthy by silence from where it could be used, never from down', () => {
    expect(afterQuiet(success(down, 1_000), 70_000)).toEqual({ state: 'healthy', since: 70_000 });
    expect(afterQuiet(down, 1_000_000)).toBe(down);
  });
});

describe('a model of which its provider says that nothing is left (D8)', () => {
  const limited = afterAnnouncement(healthy, { at: 1_000, until: 61_000 });

  it('is limited until then, whatever still gets an answer, and healthy by that time alone', () => {
    expect(limited).toMatchObject({ state: 'limited', since: 1_000, until: 61_000, cause: 'rate_limit' });
    expect(success(limited, 2_000)).toBe(limited);
    expect(afterTime(limited, 60_999)).toBe(limited);
    expect(afterTime(limited, 61_000)).toEqual({ state: 'healthy', since: 61_000 });
    expect(success(limited, 61_000)).toEqual({ state: 'healthy', since: 61_010 });
  });

  it('is limited for longer when that is said again, and never for less', () => {
    expect(afterAnnouncement(limited, { at: 2_000, until: 62_000 })).toMatchObject({
      since: 1_000,
      until: 62_000,
    });
    expect(afterAnnouncement(limited, { at: 2_000, until: 3_000 })).toMatchObject({ until: 61_000 });
  });

  it('stays as it is when that is old, or over already', () => {
    expect(afterAnnouncement(down, { at: 999, until: 400_000 })).toBe(down);
    expect(afterAnnouncement(healthy, { at: 5, until: 5 })).toBe(healthy);
  });

  it('that has met a limit, or fails, has to show that all is well', () => {
    const met = afterFailure(limited, failure(2_000, { class: 'rate_limit', cooldownMs: 1_000 }));
    const failed = afterFailure(limited, failure(2_000));
    for (const state of [met, failed, down]) {
      expect(afterAnnouncement(state, { at: 3_000, until: 900_000 })).toBe(state);
      expect(afterTime(state, 900_000)).toBe(state);
      expect(success(state, 3_000)).toMatchObject({ state: 'recovering' });
    }
  });
});

describe('a model of which an operator speaks (B7)', () => {
  const report = { at: 2_000, class: 'auth', until: 302_000 } as const;

  it('is left alone as after a failure', () => {
    expect(afterFailureReport(healthy, report)).toMatchObject({
      state: 'down',
      since: 2_000,
      until: 302_000,
    });
    expect(afterFailureReport(healthy, { ...report, class: 'rate_limit' }).state).toBe('limited');
    expect(afterFailureReport(down, report)).toMatchObject({ since: 1_000, until: 302_000, cause: 'auth' });
  });

  it('stays as it is when that is old, or asks for no more than is the case', () => {
    expect(afterFailureReport(down, { ...report, at: 999 })).toBe(down);
    expect(afterFailureReport(down, { ...report, until: 301_000 })).toBe(down);
  });

  it('is healthy when it is said to work, unless it has failed since', () => {
    expect(afterReset(down, 1_000)).toEqual({ state: 'healthy', since: 1_000 });
    expect(afterReset(success(down, 1_000), 2_000)).toEqual({ state: 'healthy', since: 2_000 });
    expect(afterReset(down, 999)).toBe(down);
    const again = afterFailure(down, failure(3_000));
    expect(afterReset(again, 2_000)).toBe(again);
  });

  it('is not changed by what was said before, when it is heard again', () => {
    const kind = fc.constantFrom('success', 'failure', 'report', 'reset');
    const happening = fc.record({
      kind,
      afterMs: fc.integer({ min: 1, max: 1_000 }),
      class: fc.constantFrom('rate_limit', 'auth', 'unavailable'),
      cooldownMs: fc.integer({ min: 0, max: 5_000 }),
      failureRate: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 30 }), (happenings) => {
        const said: ((state: ModelState) => ModelState)[] = [];
        let [state, at]: [ModelState, number] = [healthy, 0];
        for (const { kind: what, afterMs, cooldownMs, ...of } of happenings) {
          at += afterMs;
          const [endedAt, until] = [at, at + cooldownMs];
          const words: Record<typeof what, (before: ModelState) => ModelState> = {
            success: (before) => afterSuccess(before, { startedAt: endedAt, endedAt, ...of }),
            failure: (before) => afterFailure(before, { endedAt, cooldownMs, ...of }),
            report: (before) => afterFailureReport(before, { at: endedAt, until, ...of }),
            reset: (before) => afterReset(before, endedAt),
          };
          state = words[what](state);
          if (what === 'report' || what === 'reset') said.push(words[what]);
        }
        const heardAgain = said.reduce((before, word) => word(before), state);
        expect(heardAgain).toBe(state);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('whatever happens to a model', () => {
  const event = fc.record({
    succeeded: fc.boolean(),
    startedAt: fc.integer({ min: 0, max: 10_000 }),
    durationMs: fc.integer({ min: 0, max: 2_000 }),
    class: fc.constantFrom(...errorClasses),
    cooldownMs: fc.option(fc.integer({ min: 0, max: 5_000 })),
    failureRate: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const next = (
    state: ModelState,
    { succeeded, durationMs, ...of }: typeof event extends fc.Arbitrary<infer E> ? E : never,
  ) => {
    const endedAt = of.startedAt + durationMs;
    return succeeded ? afterSuccess(state, { ...of, endedAt }) : afterFailure(state, { ...of, endedAt });
  };

  it('no state is older than the one before, and old news change none', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let state: ModelState = healthy;
        for (const each of events) {
          const after = next(state, each);
          expect(after.since).toBeGreaterThanOrEqual(state.since);
          if (each.startedAt + each.durationMs < state.since) expect(after).toBe(state);
          state = after;
        }
      }),
    );
  });

  it('down is left only by a success that started after the last failure, and its end never comes nearer', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let state: ModelState = healthy;
        for (const each of events) {
          const after = next(state, each);
          if (state.state === 'down' && after.state === 'down') {
            expect(after.until).toBeGreaterThanOrEqual(state.until);
          } else if (state.state === 'down') {
            expect(after.state).toBe('recovering');
            expect(each.succeeded).toBe(true);
            expect(each.startedAt).toBeGreaterThanOrEqual(state.lastFailureAt);
          }
          state = after;
        }
      }),
    );
  });
});
