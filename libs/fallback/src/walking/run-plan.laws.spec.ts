import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mayPass } from '../failure.js';
import type { Plan, Step } from '../plan.js';
import {
  anyHedge,
  anyOptions,
  anyPlan,
  anyScript,
  callWith,
  longestLingerMs,
  planWith,
  randomFrom,
} from './any-walk.fixture.js';
import { plan, step, walk, type WalkRecord } from './walk.fixture.js';

const numRuns = 2_000;
const holds = (of: fc.Arbitrary<Plan>, law: (record: WalkRecord, of: Plan) => void): Promise<void> =>
  fc.assert(
    fc.asyncProperty(of, anyScript, anyOptions, async (chosen, script, options) =>
      law(await walk(chosen, script, options()), chosen),
    ),
    { numRuns },
  );

const spentUsd = ({ outcome }: WalkRecord): number =>
  outcome.attempts.reduce((sum, { costUsd }) => sum + costUsd, 0);

describe('runPlan, for any plan and any failures', () => {
  it('gives each start exactly one end, and reports all of them', () =>
    holds(anyPlan, ({ events, outcome }) => {
      const open = new Set<string>();
      for (const { type, attempt } of events) {
        const name = `${attempt.step}.${attempt.attempt}`;
        if (type === 'attempt-started') {
          expect(open.has(name)).toBe(false);
          expect(attempt.hedged).toBe(open.size > 0);
          open.add(name);
        } else expect(open.delete(name)).toBe(true);
      }
      expect(open.size).toBe(0);
      const ends = events.flatMap(({ type, attempt }) => (type === 'attempt-ended' ? [attempt] : []));
      expect(ends).toEqual(outcome.attempts);
      expect(events).toHaveLength(2 * ends.length);
    }));

  it('tries every step whatever rests, and none twice: nothing fails without a try', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { maxLength: 7 }),
        fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
        fc.option(anyHedge),
        async (mayWait, rests, hedge) => {
          const steps = mayWait.map((may, index) => step(`p${index}`, { mayWait: may }));
          const script = steps.map(() => 'unavailable' as const);
          const isResting = ({ provider }: Step): boolean => rests[Number(provider.slice(1))]!;
          const { outcome } = await walk(plan(steps, { hedge }), script, { isResting });
          const tried = outcome.attempts.map((attempt) => attempt.step).sort();
          expect(tried).toEqual(steps.map((_, index) => index + 1));
        },
      ),
      { numRuns },
    ));

  it('C3 stays within the attempts of the plan and of each step', () =>
    holds(anyPlan, ({ outcome }, { steps, maxAttempts }) => {
      expect(outcome.attempts.length).toBeLessThanOrEqual(maxAttempts);
      for (const [index, { retries }] of steps.entries()) {
        const tries = outcome.attempts.filter((attempt) => attempt.step === index + 1);
        expect(tries.map(({ attempt }) => attempt).sort()).toEqual(tries.map((_, try_) => try_ + 1));
        expect(tries.length).toBeLessThanOrEqual(retries + 1);
      }
    }));

  it('starts nothing, and waits for no retry, beyond the deadline', () =>
    holds(anyPlan, ({ events, waits, lanes }, { deadline }) => {
      const end = deadline ?? Infinity;
      for (const { attempt } of events) {
        expect(attempt.startedAt).toBeLessThan(end);
        expect(attempt.startedAt + attempt.timeoutMs).toBeLessThanOrEqual(end);
      }
      const retries = waits.filter(({ signal }) => signal !== undefined && lanes.has(signal));
      for (const { from, ms } of retries) expect(from + ms).toBeLessThan(end);
    }));

  it('D2 enters a step only if it catches what its lane failed with, and retries only what may pass', () =>
    holds(anyPlan, ({ lanes, outcome }) => {
      const ends = new Map(outcome.attempts.map((end) => [`${end.step}.${end.attempt}`, end]));
      for (const [index, lane] of [...lanes.values()].entries()) {
        if (index > 0) expect(lane[0]!.of.catches.has('timeout')).toBe(true);
        for (const [before, next] of lane.slice(1).map((attempt, at) => [lane[at]!, attempt] as const)) {
          const end = ends.get(`${before.step}.${before.attempt}`)!;
          if (end.outcome === 'succeeded') throw new Error('an attempt after a success');
          if (next.step === before.step) expect(mayPass(end.failure)).toBe(true);
          else {
            expect(next.step).toBeGreaterThan(before.step);
            expect(next.of.catches.has(end.failure.class)).toBe(true);
          }
        }
      }
    }));

  it('G9 makes no more attempts at once than it may', () =>
    holds(anyPlan, ({ events }, { hedge }) => {
      let underWay = 0;
      for (const { type } of events) {
        underWay += type === 'attempt-started' ? 1 : -1;
        expect(underWay).toBeLessThanOrEqual(hedge?.parallel ?? 1);
      }
    }));

  it('goes one attempt after the other, in one lane, where it does not hedge', () =>
    holds(planWith(fc.constant(null)), ({ events, lanes, outcome }) => {
      expect(events.map(({ type }) => type)).toEqual(
        outcome.attempts.flatMap(() => ['attempt-started', 'attempt-ended']),
      );
      expect(lanes.size).toBeLessThanOrEqual(1);
    }));

  it('G9 starts nothing after the answer, and cancels all that is still under way', () =>
    holds(anyPlan, ({ events, outcome, endedAt }) => {
      const ends = outcome.attempts.map((attempt) => attempt.outcome);
      const at = ends.indexOf('succeeded');
      expect(at >= 0).toBe(outcome.kind === 'answered');
      if (outcome.kind !== 'answered') return;
      expect(outcome.attempts[at]).toBe(outcome.by);
      expect(ends.slice(at + 1).every((end) => end === 'cancelled')).toBe(true);
      const answeredAt = events.findIndex(({ attempt }) => attempt === outcome.by);
      expect(events.slice(answeredAt).some(({ type }) => type === 'attempt-started')).toBe(false);
      const sinceAnswer = endedAt - outcome.by.startedAt - outcome.by.durationMs;
      expect(sinceAnswer).toBeLessThanOrEqual(longestLingerMs);
    }));

  it('C6 bills every attempt for what it used, never less than nothing, and marks what no provider counted', () =>
    holds(anyPlan, ({ outcome }) => {
      for (const { costUsd, usage, ...ended } of outcome.attempts) {
        expect(costUsd).toBe(usage.input_tokens + usage.output_tokens);
        expect(costUsd).toBeGreaterThanOrEqual(0);
        if (ended.outcome === 'succeeded') expect(usage.estimated).toBeUndefined();
        else if (ended.outcome === 'failed' && costUsd > 0) expect(usage.estimated).toBe(true);
      }
    }));

  it('C6 C8 never spends more than the budget while estimates are right', () =>
    holds(anyPlan, (record, { budgetUsd }) => {
      expect(spentUsd(record)).toBeLessThanOrEqual(budgetUsd ?? Infinity);
    }));

  it('C6 C8 spends more than the budget by no more than the estimates were wrong', () =>
    fc.assert(
      fc.asyncProperty(
        anyPlan,
        fc.array(callWith(fc.nat(4)), { minLength: 12, maxLength: 12 }),
        async (of, script) => {
          const record = await walk(of, script);
          const wrong = record.outcome.attempts.reduce(
            (sum, { costUsd, of: { estimatedUsd } }) => sum + Math.max(0, costUsd - (estimatedUsd ?? 0)),
            0,
          );
          expect(spentUsd(record)).toBeLessThanOrEqual((of.budgetUsd ?? Infinity) + wrong);
        },
      ),
      { numRuns },
    ));

  it('says of each step that it passed over why, and fails as a spent budget only if one was too dear', () =>
    holds(anyPlan, ({ outcome }, { steps }) => {
      for (const { step: number, of, why } of outcome.passedOver) {
        expect(steps[number - 1]).toBe(of);
        if (why.reason === 'too-dear') expect(why.estimatedUsd).toBeGreaterThan(why.leftUsd);
        else {
          expect(of.catches.has(why.failure)).toBe(false);
          expect(outcome.attempts.some((attempt) => attempt.step === number)).toBe(false);
        }
      }
      const tooDear = outcome.passedOver.some(({ why }) => why.reason === 'too-dear');
      const code = outcome.kind === 'failed' ? outcome.code : null;
      if (code === 'budget_exceeded') expect(tooDear).toBe(true);
      else if (tooDear) expect([null, 'cancelled', 'deadline_exceeded']).toContain(code);
    }));

  it('runs the same when it is run again, in whatever order the keys of its plan are', () =>
    fc.assert(
      fc.asyncProperty(anyPlan, anyScript, anyOptions, fc.nat(), async (of, script, options, seed) => {
        const random = randomFrom(seed);
        const shuffled = { ...reordered(of, random), steps: of.steps.map((each) => reordered(each, random)) };
        const steps = shuffled.steps.map((each) => ({
          ...each,
          catches: new Set(inAnyOrder([...each.catches], random)),
        }));
        const first = await walk(of, script, options());
        const again = await walk({ ...shuffled, steps }, script, options());
        expect(seen(again)).toEqual(seen(first));
      }),
      { numRuns },
    ));
});

/** Signals are new in each run. */
const seen = ({ outcome, events, waits, lanes, endedAt }: WalkRecord) => ({
  outcome,
  events,
  waits: waits.map(({ from, ms }) => ({ from, ms })),
  lanes: [...lanes.values()],
  endedAt,
});

const inAnyOrder = <T>(items: readonly T[], random: () => number): T[] =>
  items
    .map((item) => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);

const reordered = <T extends object>(of: T, random: () => number): T =>
  Object.fromEntries(inAnyOrder(Object.entries(of), random)) as T;
