import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { errorClasses } from '#contracts';
import type { Availability } from '../health/availability.js';
import { nextRoundAt } from './next-round.js';
import { plan, step, walk } from './walk.fixture.js';

const now = 1_000_000;
const deadline = now + 3_600_000;

const usable: Availability = { state: 'usable', recoveredAt: 0 };
const restingUntil = (until: number): Availability => ({ state: 'resting', until, class: 'rate_limit' });

interface Circumstances {
  readonly rounds?: number;
  readonly deadline?: number | null;
  readonly availability?: (provider: string) => Availability;
  readonly random?: number;
}

async function roundAfter(
  classes: readonly (typeof errorClasses)[number][],
  { rounds = 1, deadline: ends = deadline, availability = () => usable, random = 0 }: Circumstances = {},
): Promise<number | null> {
  const steps = classes.map((_, index) => step(`p${index}`));
  const { outcome } = await walk(plan(steps), classes);
  const health = {
    availabilityOf: ({ provider }: { provider: string }) => availability(provider),
    trackRecordOf: () => ({ requests: 0, failureRate: 0 }),
  };
  return nextRoundAt({
    plan: plan(steps, { deadline: ends }),
    outcome,
    rounds,
    health,
    now,
    random: () => random,
  });
}

describe('the next round of a request that no provider could serve', () => {
  it('G2 comes if it has a deadline, and its providers are down or limited', async () => {
    expect(await roundAfter(['unavailable'])).toBe(now + 1_000);
    expect(await roundAfter(['auth', 'rate_limit'])).toBe(now + 1_000);
    expect(await roundAfter(['quota'])).toBe(now + 1_000);
    expect(await roundAfter(['unavailable'], { deadline: null })).toBeNull();
  });

  it('G2 does not come where waiting mends nothing', async () => {
    for (const errorClass of [
      'auth',
      'model_not_found',
      'bad_request',
      'content_filter',
      'context_length',
    ] as const)
      expect(await roundAfter([errorClass])).toBeNull();
    expect(await roundAfter(['auth', 'model_not_found'])).toBeNull();
  });

  it('G2 waits longer each time, up to half a minute and a jitter', async () => {
    const rests: number[] = [];
    for (const rounds of [1, 2, 3, 4, 5, 6, 7, 40])
      rests.push((await roundAfter(['timeout'], { rounds }))! - now);
    expect(rests).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(await roundAfter(['timeout'], { random: 0.9999 })).toBeCloseTo(now + 1_250, 0);
  });

  it('G2 comes when the first of its steps is back, not before', async () => {
    const until: Record<string, number> = { p0: now + 300_000, p1: now + 90_000 };
    const availability = (provider: string) => restingUntil(until[provider]!);
    expect(await roundAfter(['unavailable', 'rate_limit'], { availability })).toBe(now + 90_000);
    const oneUsable = (provider: string) => (provider === 'p0' ? usable : availability(provider));
    expect(await roundAfter(['unavailable', 'rate_limit'], { availability: oneUsable })).toBe(now + 1_000);
  });

  it('G2 is never after the deadline, and never now', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 7_200_000 }),
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: -1_000, max: 9_000_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        async (left, rounds, rest, random) => {
          const at = await roundAfter(['unavailable'], {
            deadline: now + left,
            rounds,
            random,
            availability: () => restingUntil(now + rest),
          });
          expect(at).toBeLessThanOrEqual(now + left);
          expect(at).toBeGreaterThan(now);
        },
      ),
    );
  });
});
