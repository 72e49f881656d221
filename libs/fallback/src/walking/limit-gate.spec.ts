import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Availability } from '../health/availability.js';
import { usable } from '../health/worse-availability.js';
import type { Step } from '../plan.js';
import { LimitGate } from './limit-gate.js';
import { VirtualTime } from './virtual-time.fixture.js';
import { step } from './walk.fixture.js';

const limitedUntil = (until: number): Availability => ({ state: 'resting', until, class: 'rate_limit' });
const calm = (): AbortSignal => new AbortController().signal;

/** Steps of which each may be called so many times in each second, counted from 0. */
function perSecond(most: number) {
  const time = new VirtualTime();
  const starts: { readonly of: string; readonly at: number; readonly who: number }[] = [];
  const secondOf = (at: number): number => Math.floor(at / 1_000);
  const availabilityOf = ({ provider }: Pick<Step, 'provider'>, now: number): Availability => {
    const inSecond = starts.filter(({ of, at }) => of === provider && secondOf(at) === secondOf(now));
    return inSecond.length < most ? usable : limitedUntil((secondOf(now) + 1) * 1_000);
  };
  const gate = new LimitGate({ availabilityOf }, time);
  const call = (who: number, steps: Step[], patience = { ms: 3_600_000, signal: calm() }) =>
    gate.admit(steps, patience, ({ provider: of }) => {
      starts.push({ of, at: time.now(), who });
      return of;
    });
  return { time, starts, gate, call };
}

describe('LimitGate', () => {
  it('G3 starts at once what nothing limits, before it returns', () => {
    const { starts, call } = perSecond(1);
    void call(1, [step('a')]);
    expect(starts).toEqual([{ of: 'a', at: 0, who: 1 }]);
  });

  it('G3 says how many wait, each of them once', async () => {
    const { time, gate, call } = perSecond(1);
    const calls = [1, 2, 3].map((who) => call(who, [step('a'), step('b')]));
    expect(gate.waiting).toBe(1);
    const patient = call(4, [step('a')], { ms: 1_500, signal: calm() });
    expect(gate.waiting).toBe(2);
    await time.finish(Promise.all([...calls, patient]));
    expect(gate.waiting).toBe(0);
  });

  it('G3 lets in as many as there are slots when the limit opens, first come first served', async () => {
    const { time, starts, call } = perSecond(20);
    await time.finish(Promise.all(Array.from({ length: 100 }, (_, who) => call(who, [step('a')]))));
    expect(starts.map(({ who }) => who)).toEqual(Array.from({ length: 100 }, (_, who) => who));
    expect(starts.map(({ at }) => at)).toEqual(
      Array.from({ length: 100 }, (_, who) => Math.floor(who / 20) * 1_000),
    );
  });

  it('lets nobody overtake who comes when a slot is free that others wait for', async () => {
    const time = new VirtualTime();
    let limit = limitedUntil(60_000);
    const gate = new LimitGate({ availabilityOf: () => limit }, time);
    const order: number[] = [];
    const call = (who: number) =>
      gate.admit([step('a')], { ms: 60_001, signal: calm() }, () => order.push(who));
    const first = call(1);
    limit = usable;
    expect(gate.isLimited(step('a'))).toBe(true);
    await time.finish(Promise.all([first, call(2)]));
    expect(order).toEqual([1, 2]);
    expect(gate.isLimited(step('a'))).toBe(false);
  });

  it('goes by who came first over all lines that share a limit', async () => {
    const { time, starts, call } = perSecond(1);
    const models = ['x', 'y', 'z', 'y', 'x', 'z'];
    await time.finish(Promise.all(models.map((model, who) => call(who, [step('a', { model })]))));
    expect(starts.map(({ who }) => who)).toEqual([0, 1, 2, 3, 4, 5]);
    await time.finish(time.sleep(1_000));
    const later = ['y', 'x', 'y', 'x'].map((model, who) => call(10 + who, [step('a', { model })]));
    await time.finish(Promise.all(later));
    expect(starts.slice(6).map(({ who }) => who)).toEqual([10, 11, 12, 13]);
  });

  it('waits for the first of several steps, and in one line no more once it is in by another', async () => {
    const time = new VirtualTime();
    const until: Record<string, number> = { a: 5_000, b: 300 };
    const availabilityOf = ({ provider }: Pick<Step, 'provider'>, now: number): Availability =>
      until[provider]! > now ? limitedUntil(until[provider]!) : usable;
    const gate = new LimitGate({ availabilityOf }, time);
    const admitted = gate.admit([step('a'), step('b')], { ms: 10_000, signal: calm() }, ({ provider }) => [
      provider,
      time.now(),
    ]);
    expect(await time.finish(admitted)).toEqual(['b', 300]);
    await time.finish(time.sleep(4_700));
    expect(gate.isLimited(step('a'))).toBe(false);
  });

  it('gives up when the wait is longer than the patience: at once where that is known, else when it is over', async () => {
    const { time, call } = perSecond(1);
    void call(1, [step('a')]);
    expect(await call(2, [step('a')], { ms: 1_000, signal: calm() })).toBeNull();
    expect(time.now()).toBe(0);
    const served = call(3, [step('a')]);
    const tooLate = call(4, [step('a')], { ms: 1_500, signal: calm() }).then((end) => [end, time.now()]);
    expect(await time.finish(Promise.all([served, tooLate]))).toEqual(['a', [null, 1_500]]);
  });

  it('leaves when the signal aborts, and the line goes on without it', async () => {
    const { time, starts, call } = perSecond(1);
    const caller = new AbortController();
    const calls = [call(1, [step('a')]), call(2, [step('a')], { ms: 9_000, signal: caller.signal })];
    calls.push(call(3, [step('a')]));
    caller.abort();
    expect(await time.finish(Promise.all(calls))).toEqual(['a', null, 'a']);
    expect(starts.map(({ who, at }) => [who, at])).toEqual([
      [1, 0],
      [3, 1_000],
    ]);
  });

  it('looks again by itself at what it was not told of', async () => {
    const time = new VirtualTime();
    let limit = limitedUntil(0);
    const gate = new LimitGate({ availabilityOf: () => limit }, time);
    const admitted = gate.admit([step('a')], { ms: 60_000, signal: calm() }, () => time.now());
    const told = time.sleep(2_500).then(() => (limit = usable));
    expect(await time.finish(Promise.all([admitted, told]).then(([at]) => at))).toBe(3_000);
  });

  it('G3 never starts more than there are slots, keeps the order of those who wait for the same, and forgets nobody', async () => {
    const anyCall = fc.record({
      at: fc.nat(4_000),
      steps: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
      patienceMs: fc.option(fc.nat(3_000)),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(anyCall, { maxLength: 30, size: 'max' }),
        async (most, calls) => {
          const { time, starts, gate, call } = perSecond(most);
          const ends = calls.map(async ({ at, steps, patienceMs }, who) => {
            await time.sleep(at);
            const patience = { ms: patienceMs ?? 3_600_000, signal: calm() };
            return call(
              who,
              steps.map((name) => step(name)),
              patience,
            );
          });
          const results = await time.finish(Promise.all(ends));
          for (const [who, result] of results.entries()) {
            expect(starts.filter((start) => start.who === who)).toHaveLength(result === null ? 0 : 1);
            if (calls[who]!.patienceMs === null) expect(result).not.toBeNull();
          }
          for (const name of ['a', 'b', 'c']) {
            const own = starts.filter(({ of }) => of === name);
            for (const { at } of own) {
              const second = own.filter((each) => Math.floor(each.at / 1_000) === Math.floor(at / 1_000));
              expect(second.length).toBeLessThanOrEqual(most);
            }
            const alone = own.filter(({ who }) => calls[who]!.steps.length === 1);
            const came = alone.map(({ who }) => calls[who]!.at);
            expect(came).toEqual(came.toSorted((one, other) => one - other));
            expect(gate.isLimited(step(name)) && own.length === 0).toBe(false);
          }
        },
      ),
    );
  });
});
