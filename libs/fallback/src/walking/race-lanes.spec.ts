import { describe, expect, it } from '@jest/globals';
import { classesCaughtBy } from '#contracts';
import { raceLanes } from './race-lanes.js';
import { VirtualTime } from './virtual-time.fixture.js';
import { codeOf, plan, step, tried, walk, type WalkRecord } from './walk.fixture.js';

const hedge = { afterMs: 300, parallel: 2 };
const estimated = { promptTokens: 1, estimatedUsd: 3 };
const startsOf = ({ events }: WalkRecord) =>
  events.flatMap(({ type, attempt }) =>
    type === 'attempt-started' ? [[attempt.of.provider, attempt.startedAt, attempt.hedged]] : [],
  );

describe('a plan that hedges', () => {
  it('A9 G9 tries one step alone while it answers in time', async () => {
    const result = await walk(plan([step('a'), step('b')], { hedge }), [{ takesMs: 299 }]);
    expect(startsOf(result)).toEqual([['a', 0, false]]);
    expect(result.endedAt).toBe(299);
  });

  it('G9 tries a further step when the answer is late, and takes the first good one', async () => {
    const result = await walk(plan([step('a', estimated), step('b', estimated)], { hedge }), [
      { takesMs: 1_000 },
      { takesMs: 100 },
    ]);
    expect(startsOf(result)).toEqual([
      ['a', 0, false],
      ['b', 300, true],
    ]);
    expect(result.outcome).toMatchObject({
      kind: 'answered',
      by: { of: { provider: 'b' }, outcome: 'succeeded', costUsd: 3 },
      attempts: [
        { of: { provider: 'b' } },
        {
          of: { provider: 'a' },
          outcome: 'cancelled',
          durationMs: 400,
          costUsd: 1,
          failure: { class: 'cancelled', message: 'another attempt answered first' },
        },
      ],
    });
    expect(result.endedAt).toBe(400);
  });

  it('G9 lets the first one win all the same', async () => {
    const result = await walk(plan([step('a'), step('b')], { hedge }), [{ takesMs: 350 }, { takesMs: 100 }]);
    expect(result.outcome).toMatchObject({ by: { of: { provider: 'a' } } });
    expect(tried(result)).toEqual(['a', 'b']);
  });

  it('C8 starts all that it may at once where it is not to wait', async () => {
    const steps = [step('a'), step('b'), step('c'), step('d')];
    const result = await walk(plan(steps, { hedge: { afterMs: 0, parallel: 3 } }), [
      { takesMs: 50 },
      { takesMs: 40 },
      { takesMs: 30 },
    ]);
    expect(startsOf(result)).toEqual([
      ['a', 0, false],
      ['b', 0, true],
      ['c', 0, true],
    ]);
    expect(result.outcome).toMatchObject({ by: { of: { provider: 'c' } } });
  });

  it('G9 goes on where one lane ends, and gives its place to a further one', async () => {
    const onlyTimeouts = classesCaughtBy(['Timeout']);
    const steps = [step('a'), step('b', { catches: onlyTimeouts }), step('c', { catches: onlyTimeouts })];
    const result = await walk(plan(steps, { hedge }), [
      { takesMs: 2_000 },
      { takesMs: 100, fails: 'auth' },
      { takesMs: 100 },
    ]);
    expect(startsOf(result)).toEqual([
      ['a', 0, false],
      ['b', 300, true],
      ['c', 700, true],
    ]);
    expect(result.outcome).toMatchObject({ by: { of: { provider: 'c' } } });
  });

  it('G9 goes from step to step in each lane, and never enters a step twice', async () => {
    const steps = ['a', 'b', 'c', 'd'].map((name) => step(name));
    const result = await walk(plan(steps, { hedge }), [
      { takesMs: 350, fails: 'unavailable' },
      { takesMs: 100, fails: 'unavailable' },
      { takesMs: 100, fails: 'unavailable' },
      { takesMs: 100, fails: 'unavailable' },
    ]);
    expect(startsOf(result)).toEqual([
      ['a', 0, false],
      ['b', 300, true],
      ['c', 350, true],
      ['d', 400, true],
    ]);
    expect(codeOf(result)).toBe('all_providers_failed');
  });

  it('G9 leaves a step that does not catch time-outs to the failures that it catches', async () => {
    const steps = [step('a'), step('b', { catches: classesCaughtBy(['RateLimit']) }), step('c')];
    const slow = await walk(plan(steps, { hedge }), [{ takesMs: 1_000 }]);
    expect(tried(slow)).toEqual(['c', 'a']);
    expect(slow.outcome.passedOver).toMatchObject([{ step: 2, why: { failure: 'timeout' } }]);

    const limited = await walk(plan(steps, { hedge }), [
      { takesMs: 1_000, fails: 'rate_limit' },
      { takesMs: 5_000 },
    ]);
    expect(tried(limited)).toEqual(['a', 'b', 'c']);
    expect(limited.outcome).toMatchObject({ by: { of: { provider: 'b' } }, passedOver: [] });
  });

  it('G9 C8 keeps to the budget: what is under way counts with all that it may come to', async () => {
    const priced = (name: string, totalUsd: number) =>
      step(name, { promptTokens: 1, estimatedUsd: totalUsd });
    const steps = [priced('a', 5), priced('b', 5), priced('c', 3)];
    const result = await walk(plan(steps, { hedge, budgetUsd: 8 }), [{ takesMs: 1_000 }, { takesMs: 600 }]);
    expect(startsOf(result)).toEqual([
      ['a', 0, false],
      ['c', 300, true],
    ]);
    expect(result.outcome.passedOver).toMatchObject([
      { step: 2, why: { reason: 'too-dear', estimatedUsd: 5, leftUsd: 3 } },
    ]);
  });

  it('cancels what comes in the same instant as the answer, and counts what it cost', async () => {
    const steps = [step('a'), step('b', estimated)];
    const result = await walk(plan(steps, { hedge }), [{ takesMs: 400 }, { takesMs: 100 }]);
    expect(result.outcome).toMatchObject({
      by: { of: { provider: 'a' } },
      attempts: [{ outcome: 'succeeded' }, { of: { provider: 'b' }, outcome: 'cancelled', costUsd: 3 }],
    });
  });

  it('C6 does not bill what a provider refused in the same instant', async () => {
    const result = await walk(plan([step('a', estimated), step('b', estimated)], { hedge }), [
      { takesMs: 400 },
      { takesMs: 100, fails: 'rate_limit' },
    ]);
    expect(result.outcome.attempts).toMatchObject([
      { of: { provider: 'a' }, outcome: 'succeeded', costUsd: 3 },
      { of: { provider: 'b' }, outcome: 'cancelled', costUsd: 0 },
    ]);
  });

  it('waits for the end of what it aborts, so that its cost is known', async () => {
    const result = await walk(plan([step('a', estimated), step('b')], { hedge }), [
      { takesMs: 1_000, lingersMs: 7 },
      { takesMs: 100 },
    ]);
    expect(result.outcome.attempts).toMatchObject([
      { of: { provider: 'b' } },
      { of: { provider: 'a' }, outcome: 'cancelled', durationMs: 407, costUsd: 1 },
    ]);
    expect(result.endedAt).toBe(407);
  });

  it('ends all lanes when the caller gives up', async () => {
    const result = await walk(
      plan([step('a'), step('b'), step('c')], { hedge: { afterMs: 10, parallel: 3 } }),
      [{ takesMs: 1_000 }, { takesMs: 1_000 }, { takesMs: 1_000 }],
      { cancelAfterMs: 15 },
    );
    expect(codeOf(result)).toBe('cancelled');
    expect(result.outcome.attempts.map(({ outcome }) => outcome)).toEqual(['cancelled', 'cancelled']);
    expect(result.endedAt).toBe(15);
  });

  it('sets no timer where no further lane could do anything', async () => {
    const picky = step('b', { catches: classesCaughtBy(['RateLimit']) });
    expect((await walk(plan([step('a'), picky], { hedge }), [{ takesMs: 1_000 }])).waits).toEqual([]);
    const alone = { afterMs: 300, parallel: 1 };
    const one = await walk(plan([step('a'), step('b')], { hedge: alone }), [{ takesMs: 1_000 }]);
    expect(one.waits).toEqual([]);
  });
});

describe('raceLanes', () => {
  it('hands on what a lane throws, but only when the others have been aborted and have ended', async () => {
    const time = new VirtualTime();
    const ended: string[] = [];
    const race = raceLanes(
      { afterMs: 10, parallel: 2 },
      { clock: time, signal: new AbortController().signal },
      {
        leadsOn: () => true,
        run: async (latest, signal) => {
          await time.sleep(latest === null ? 1_000 : 10, signal);
          ended.push(`${latest ?? 'first'} at ${time.now()}`);
          if (latest !== null) throw new Error('a defect');
          return false;
        },
      },
    );
    await expect(time.finish(race)).rejects.toThrow('a defect');
    expect(ended).toEqual(['timeout at 20', 'first at 20']);
  });
});
