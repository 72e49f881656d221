import { describe, expect, it } from '@jest/globals';
import type { AttemptEvent } from './attempt-event.js';
import type { CallResult } from '../provider-port.js';
import { runPlan } from './run-plan.js';
import { VirtualTime } from './virtual-time.fixture.js';
import { answered, dollarTokens, failure, plan, step } from './walk.fixture.js';

const left = (remaining: number) => ({ requests: { remaining, resets_at: '2026-01-01T00:00:00.000Z' } });
const usage = { input_tokens: 1, output_tokens: 1, cached_input_tokens: 0 };

describe('the end of an attempt', () => {
  it('D8 tells what the provider said is left, of failures and of answers that came too late as well', async () => {
    const time = new VirtualTime();
    const ends: AttemptEvent['attempt'][] = [];
    const results: Record<string, { takesMs: number; result: CallResult }> = {
      failing: { takesMs: 1, result: { ok: false, failure: failure('unavailable'), rateLimits: left(3) } },
      answering: { takesMs: 100, result: { ...answered(usage), rateLimits: left(2) } },
      late: { takesMs: 100, result: { ...answered(usage), rateLimits: left(1) } },
      silent: { takesMs: 100, result: answered(usage) },
    };
    const steps = Object.keys(results).map((name) => step(name));
    const outcome = runPlan(plan(steps, { hedge: { afterMs: 0, parallel: 3 } }), {
      call: async ({ of }) => {
        const { takesMs, result } = results[of.provider]!;
        await time.sleep(takesMs);
        return result;
      },
      prices: dollarTokens,
      isResting: () => false,
      limits: { isLimited: () => false, admit: () => Promise.resolve(null) },
      clock: time,
      random: () => 0,
      signal: new AbortController().signal,
      stopping: new AbortController().signal,
      onEvent: ({ type, attempt }) => void (type === 'attempt-ended' && ends.push(attempt)),
    });
    await time.finish(outcome);
    expect(
      ends.map((ended) => [
        ended.of.provider,
        'outcome' in ended && ended.outcome,
        'rateLimits' in ended && ended.rateLimits,
      ]),
    ).toEqual([
      ['failing', 'failed', left(3)],
      ['answering', 'succeeded', left(2)],
      ['late', 'cancelled', left(1)],
      ['silent', 'cancelled', undefined],
    ]);
  });
});
