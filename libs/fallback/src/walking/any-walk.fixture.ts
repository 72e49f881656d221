import { classesCaughtBy, errorClasses, type CatchName } from '#contracts';
import fc from 'fast-check';
import type { Plan, Step } from '../plan.js';
import { failure, plan, step, type Call, type WalkOptions } from './walk.fixture.js';

const anyCatches = fc
  .uniqueArray(fc.constantFrom<CatchName>(...errorClasses, 'All', 'RateLimit'))
  .map(classesCaughtBy);
const anyEstimate = fc
  .tuple(fc.nat(3), fc.nat(5))
  .map(([promptTokens, outputUsd]) => ({ promptTokens, estimatedUsd: promptTokens + outputUsd }));
const anyStep: fc.Arbitrary<Step> = fc
  .record({
    catches: fc.oneof(fc.constant(classesCaughtBy(['All'])), anyCatches),
    retries: fc.nat(3),
    retryDelayMs: fc.constantFrom(0, 50, 500),
    timeoutMs: fc.constantFrom(100, 1_000, 60_000),
    estimate: fc.option(anyEstimate),
  })
  .map(({ estimate, ...changes }) => step('p', { ...changes, ...estimate }));
export const anyHedge = fc.record({
  afterMs: fc.constantFrom(0, 10, 100, 1_000),
  parallel: fc.integer({ min: 1, max: 4 }),
});
export const planWith = (hedge: fc.Arbitrary<Plan['hedge']>): fc.Arbitrary<Plan> =>
  fc
    .record({
      steps: fc.array(anyStep, { maxLength: 6 }),
      deadline: fc.option(fc.nat(3_000)),
      patienceMs: fc.option(fc.integer({ min: 1, max: 500 })),
      maxAttempts: fc.integer({ min: 1, max: 12 }),
      budgetUsd: fc.option(fc.nat(20)),
      hedge,
    })
    .map(({ steps, ...rest }) => plan(steps, rest));
export const anyPlan = planWith(fc.option(anyHedge));

const anyFailure = fc
  .record({
    class: fc.constantFrom(...errorClasses),
    retryAfterMs: fc.option(fc.constantFrom(0, 700, 2_000, 20_000)),
  })
  .map(({ class: errorClass, retryAfterMs }) => failure(errorClass, { retryAfterMs }));
export const longestLingerMs = 5;
export const callWith = (extraUsd: fc.Arbitrary<number>): fc.Arbitrary<Call> =>
  fc.record<Required<Call>>({
    takesMs: fc.constantFrom(0, 1, 10, 90, 100, 300, 2_000),
    fails: fc.option(anyFailure, { freq: 4 }),
    extraUsd,
    lingersMs: fc.constantFrom(0, longestLingerMs),
  });
export const anyScript = fc.array(callWith(fc.constant(0)), { maxLength: 30 });

/** A caller that mostly does not give up, and chance from a seed. */
export const anyOptions = fc
  .record({ seed: fc.nat(), cancelAfterMs: fc.option(fc.nat(1_000), { freq: 2 }) })
  .map(({ seed, cancelAfterMs }) => (): WalkOptions => ({
    random: randomFrom(seed),
    ...(cancelAfterMs === null ? {} : { cancelAfterMs }),
  }));

/** The same numbers in [0, 1) for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed % 2_147_483_647;
  return () => (state = (state * 48_271 + 11) % 2_147_483_647) / 2_147_483_647;
}
