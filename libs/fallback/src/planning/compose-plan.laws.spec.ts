import { describe, expect, it } from '@jest/globals';
import { errorClasses } from '#contracts';
import fc from 'fast-check';
import { countsAgainstHealth } from '../failure.js';
import { stepName } from '../plan.js';
import { chatRequest, compose, planOf, stepsOf, type KnownHealth } from './planning.fixture.js';

const file = `
models:
  shared: { at: { openai: a, ollama: d } }
chains:
  configured: { steps: [openai/a, openai/b, ollama/c, { provider: ollama, model: d, catch_errors: [RateLimit] }] }
  adaptive: { order: adaptive, steps: [openai/a, openai/b, ollama/c, ollama/d] }
  cheapest: { order: cheapest, steps: [openai/a, openai/b, ollama/c, ollama/d] }
tiers:
  reasoning: { steps: [openai/a, openai/b], fallback: [fast] }
  fast: { steps: [ollama/c] }
default_chain: configured
`;

const names = ['openai/a', 'openai/b', 'ollama/c', 'ollama/d'] as const;
const some = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 4 });

const anyHealth: fc.Arbitrary<KnownHealth> = fc.record({
  resting: some(fc.tuple(fc.nat(2_000), fc.constantFrom(...errorClasses.filter(countsAgainstHealth)))),
  probe: fc.uniqueArray(fc.constantFrom(...names)),
  recovered: some(fc.nat(2_000)),
  records: some(fc.record({ requests: fc.nat(50), failureRate: fc.double({ min: 0, max: 1, noNaN: true }) })),
});
const anyMemory = fc
  .record({
    forced: fc.option(fc.constantFrom('openai', 'ollama', 'nobody')),
    preferred: fc.option(fc.record({ step: fc.constantFrom(...names), since: fc.nat(1_000) })),
  })
  .map(({ forced, preferred }) => ({
    forcedProvider: () => (forced === null ? null : { provider: forced, until: 5_000 }),
    preferredStep: () => preferred,
  }));
const anyRequest = fc
  .record({
    model: fc.option(fc.constantFrom('openai/a', 'shared', 'mystery', 'gemini/x')),
    routing: fc.constantFrom<object>(
      {},
      { chain: 'configured' },
      { chain: 'adaptive' },
      { chain: 'cheapest' },
      { tier: 'reasoning' },
      { force_provider: 'ollama' },
      { hedge_after_ms: 5, budget_usd: 0.01 },
    ),
  })
  .map(({ model, routing }) => chatRequest({ routing }, { model }));

const law = (check: (request: ReturnType<typeof chatRequest>, health: KnownHealth, memory: object) => void) =>
  fc.assert(fc.property(anyRequest, anyHealth, anyMemory, check), { numRuns: 2_000 });

describe('composePlan, for any health and memory', () => {
  it('drops no step for what is known of health: nothing fails without a try', () =>
    law((request, health) => {
      const healthy = stepsOf(request, { file });
      expect(stepsOf(request, { file, health, now: 1_000 }).toSorted()).toEqual(healthy.toSorted());
    }));

  it('never has a step twice, and explains each one in its place', () =>
    law((request, health, memory) => {
      const composition = compose(request, { file, health, now: 1_000, ...({ memory } as object) });
      if (!composition.ok) throw new Error(composition.problem);
      const steps = composition.plan.steps.map(stepName);
      expect(new Set(steps).size).toBe(steps.length);
      expect(composition.explanation.kept.map(({ step }) => stepName(step))).toEqual(steps);
      for (const { notes } of composition.explanation.kept) expect(notes.length).toBeGreaterThan(0);
    }));

  it('has what is usable before what rests, unless it was meant for certain failures or is forced', () =>
    law((request, health) => {
      if (request.routing.force_provider !== undefined) return;
      const { steps } = planOf(request, { file, health, now: 1_000 });
      const rests = steps.map((step) => health.resting?.[stepName(step)] !== undefined);
      const firstResting = rests.indexOf(true);
      if (firstResting === -1) return;
      for (const { catches } of steps
        .slice(firstResting)
        .filter((_, index) => !rests[firstResting + index])) {
        expect(catches).toEqual(new Set(['rate_limit']));
      }
    }));
});
