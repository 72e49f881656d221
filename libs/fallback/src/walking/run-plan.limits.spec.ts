import { describe, expect, it } from '@jest/globals';
import type { Availability } from '../health/availability.js';
import { callee, healthConfig } from '../health/health-attempt.fixture.js';
import { HealthBook } from '../health/health-book.js';
import type { Step } from '../plan.js';
import type { CallResult } from '../provider-port.js';
import type { AttemptEvent } from './attempt-event.js';
import { LimitGate } from './limit-gate.js';
import { runPlan } from './run-plan.js';
import { VirtualTime } from './virtual-time.fixture.js';
import { answered, dollarTokens, failure, plan, step, walk, type WalkRecord } from './walk.fixture.js';

describe('runPlan, where limits are known', () => {
  const limitedUntil = (until: Record<string, number>) => ({
    availabilityOf: ({ provider }: Pick<Step, 'provider'>, now: number): Availability =>
      (until[provider] ?? 0) > now
        ? { state: 'resting', until: until[provider]!, class: 'rate_limit' }
        : { state: 'usable', recoveredAt: 0 },
    isResting: ({ provider }: Step, now: number): boolean => (until[provider] ?? 0) > now,
  });
  const startsOf = ({ outcome }: WalkRecord) =>
    outcome.attempts.map(({ of, startedAt }) => [of.provider, startedAt]);

  it('G3 waits for the first step that is free, where all are limited, and can go on to the others after it', async () => {
    const steps = [step('a'), step('b'), step('c')];
    const limits = limitedUntil({ a: 9_000, b: 2_000, c: 5_000 });
    expect(startsOf(await walk(plan(steps), [], limits))).toEqual([['b', 2_000]]);
    const all = await walk(plan(steps), ['unavailable', 'unavailable', 'unavailable'], limits);
    expect(startsOf(all)).toEqual([
      ['b', 2_000],
      ['c', 5_000],
      ['a', 9_000],
    ]);
  });

  it('G3 waits for a limited step rather than try one that is down, and for none while another can serve', async () => {
    const limits = limitedUntil({ b: 2_000 });
    const down = { ...limits, isResting: ({ provider }: Step): boolean => provider === 'a' };
    expect(startsOf(await walk(plan([step('a'), step('b')]), [], down))).toEqual([['b', 2_000]]);
    expect(startsOf(await walk(plan([step('c'), step('b')]), [], limits))).toEqual([['c', 0]]);
  });

  it('G3 tries all the same, at once, where the wait is longer than the deadline, than its tries may take, or than half a minute', async () => {
    const limits = limitedUntil({ a: 2_000 });
    expect(startsOf(await walk(plan([step('a')], { deadline: 2_000 }), [], limits))).toEqual([['a', 0]]);
    expect(startsOf(await walk(plan([step('a')], { deadline: 2_001 }), [], limits))).toEqual([['a', 2_000]]);
    const quick = (retries: number) => plan([step('a', { timeoutMs: 1_000, retries })]);
    expect(startsOf(await walk(quick(1), [], limits))).toEqual([['a', 0]]);
    expect(startsOf(await walk(quick(2), [], limits))).toEqual([['a', 2_000]]);
    expect(startsOf(await walk(plan([step('a')], { patienceMs: 2_000 }), [], limits))).toEqual([['a', 0]]);
    const slow = plan([step('a', { retries: 9 })]);
    expect(startsOf(await walk(slow, [], limitedUntil({ a: 29_999 })))).toEqual([['a', 29_999]]);
    expect(startsOf(await walk(slow, [], limitedUntil({ a: 30_000 })))).toEqual([['a', 0]]);
  });

  it('G3 tries a step that was refused again when its limit opens, not when the hint is over', async () => {
    const until: Record<string, number> = {};
    const refused = { fails: failure('rate_limit', { retryAfterMs: 20_000 }) };
    const walking = walk(plan([step('a', { retries: 1 })]), [refused], {
      ...limitedUntil(until),
      onEnd: ({ startedAt, durationMs }) => (until['a'] = startedAt + durationMs + 25_000),
    });
    expect(startsOf(await walking)).toEqual([
      ['a', 0],
      ['a', 25_010],
    ]);
  });

  it('G3 ends as cancelled when its signal aborts, or nothing is begun any more, while it is held', async () => {
    for (const end of [{ cancelAfterMs: 100 }, { stopAfterMs: 100 }]) {
      const held = await walk(plan([step('a')]), [], { ...limitedUntil({ a: 9_000 }), ...end });
      expect(held.outcome).toMatchObject({ code: 'cancelled', attempts: [] });
      expect(held.endedAt).toBe(100);
    }
  });

  it('G3 has those whom a limit refused look in turn whether it is over: nobody uses up its tries while others have theirs', async () => {
    const time = new VirtualTime();
    const book = new HealthBook(healthConfig());
    const limits = new LimitGate(book, time);
    const { signal } = new AbortController();
    const count = 10;
    // It refuses all at once, and then as many more that waited as long as it had asked.
    let refusals = 2 * count;
    const call = async (): Promise<CallResult> => {
      await time.sleep(10);
      if (refusals === 0) return answered({ input_tokens: 1, output_tokens: 1, cached_input_tokens: 0 });
      refusals -= 1;
      return { ok: false, failure: failure('rate_limit', { retryAfterMs: 1_000 }) };
    };
    const onEvent = ({ type, attempt }: AttemptEvent): void => {
      if (type === 'attempt-started') book.attemptStarted(attempt);
      else book.attemptEnded(attempt);
      limits.look();
    };
    const ports = {
      call,
      prices: dollarTokens,
      isResting: (of: Step) => book.availabilityOf(of, time.now()).state === 'resting',
      limits,
      clock: time,
      random: () => 0,
      signal,
      stopping: signal,
      onEvent,
    };
    const walks = Array.from({ length: count }, () =>
      runPlan(plan([callee({ retries: 2, timeoutMs: 60_000 })]), ports),
    );
    const outcomes = await time.finish(Promise.all(walks));
    expect(outcomes.map(({ kind, attempts }) => [kind, attempts.length])).toEqual(
      walks.map(() => ['answered', 3]),
    );
  });
});
