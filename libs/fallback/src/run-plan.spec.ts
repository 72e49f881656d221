import { describe, expect, it } from '@jest/globals';
import { classesCaughtBy, errorClasses, type CatchName, type ErrorClass } from '#contracts';
import fc from 'fast-check';
import type { AttemptEvent } from './attempt-event.js';
import type { Clock } from './clock.js';
import { mayPass, type Failure } from './failure.js';
import type { Plan, Step } from './plan.js';
import { failedAttempts, type PlanOutcome } from './plan-outcome.js';
import type { CallResult } from './provider-port.js';
import { runPlan } from './run-plan.js';

const step = (name: string, changes: Partial<Step> = {}): Step => ({
  provider: name,
  model: 'm',
  tier: null,
  baseUrl: null,
  settings: {},
  catches: classesCaughtBy(['All']),
  retries: 0,
  retryDelayMs: 500,
  timeoutMs: 60_000,
  ...changes,
});

const plan = (steps: Step[], changes: Partial<Plan> = {}): Plan => ({
  chain: 'test',
  steps,
  primary: steps[0] ?? step('nobody'),
  patienceMs: null,
  deadline: null,
  maxAttempts: 64,
  ...changes,
});

const failure = (errorClass: ErrorClass, retryAfterMs: number | null = null): Failure => ({
  class: errorClass,
  type: 'APIError',
  status: null,
  code: null,
  message: errorClass,
  retryAfterMs,
});

const answer: CallResult = {
  ok: true,
  completion: {
    body: { object: 'chat.completion' },
    requestId: null,
    usage: { input_tokens: 1, output_tokens: 1, cached_input_tokens: 0 },
    timeToFirstTokenMs: null,
  },
};

/** What each call answers, in order: a class fails with it, null answers; when it is used up, calls answer. */
type Script = readonly (ErrorClass | Failure | null)[];

interface Walk {
  readonly outcome: PlanOutcome;
  readonly events: readonly AttemptEvent[];
  readonly waits: readonly number[];
}

async function walk(
  of: Plan,
  script: Script,
  { callMs = 10, random = (): number => 0, signal = new AbortController().signal } = {},
): Promise<Walk> {
  let now = 0;
  let calls = 0;
  const waits: number[] = [];
  const events: AttemptEvent[] = [];
  const clock: Clock = {
    now: () => now,
    sleep: (ms) => {
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
  const outcome = await runPlan(of, {
    clock,
    random,
    signal,
    onEvent: (event) => events.push(event),
    call: () => {
      now += callMs;
      const next = script[calls++] ?? null;
      if (next === null) return Promise.resolve(answer);
      return Promise.resolve({ ok: false, failure: typeof next === 'string' ? failure(next) : next });
    },
  });
  return { outcome, events, waits };
}

const tried = ({ outcome }: Walk): string[] => outcome.attempts.map(({ of }) => of.provider);

describe('runPlan', () => {
  it('A9 answers from the first step when it does, and tries nothing else', async () => {
    const result = await walk(plan([step('a'), step('b')]), []);
    expect(result.outcome).toMatchObject({
      kind: 'answered',
      by: { of: { provider: 'a' }, step: 1, attempt: 1 },
    });
    expect(tried(result)).toEqual(['a']);
  });

  it('B1 goes through the steps in their order until one answers', async () => {
    const result = await walk(plan([step('a'), step('b'), step('c')]), ['unavailable', 'quota']);
    expect(result.outcome).toMatchObject({ kind: 'answered', by: { of: { provider: 'c' } } });
    expect(tried(result)).toEqual(['a', 'b', 'c']);
  });

  it('D2 passes over a step that does not catch the latest failure', async () => {
    const onlyTimeouts = step('b', { catches: classesCaughtBy(['Timeout']) });
    expect(tried(await walk(plan([step('a'), onlyTimeouts, step('c')]), ['rate_limit']))).toEqual(['a', 'c']);
    expect(tried(await walk(plan([step('a'), onlyTimeouts, step('c')]), ['timeout']))).toEqual(['a', 'b']);
  });

  it('D6 keeps every failure, in order, when all fail', async () => {
    const result = await walk(plan([step('a'), step('b')]), ['rate_limit', 'auth']);
    expect(result.outcome).toMatchObject({ kind: 'failed', code: 'all_providers_failed' });
    expect(failedAttempts(result.outcome.attempts).map((attempt) => attempt.failure.class)).toEqual([
      'rate_limit',
      'auth',
    ]);
  });

  it('C3 tries a step again as often as it says, waiting between tries and not after the last', async () => {
    const result = await walk(
      plan([step('a', { retries: 2 }), step('b', { retries: 1 })]),
      Array(5).fill('unavailable'),
    );
    expect(tried(result)).toEqual(['a', 'a', 'a', 'b', 'b']);
    expect(result.waits).toEqual([500, 500, 500]);
  });

  it('goes straight on after a failure that waiting does not mend', async () => {
    const result = await walk(plan([step('a', { retries: 2 }), step('b')]), ['quota']);
    expect(tried(result)).toEqual(['a', 'b']);
    expect(result.waits).toEqual([]);
  });

  it('waits at least as long as the provider asked, and not at all when it asked for long', async () => {
    const single = plan([step('a', { retries: 1 })]);
    expect((await walk(single, [failure('rate_limit', 2_000)])).waits).toEqual([2_000]);
    const long = await walk(single, [failure('rate_limit', 20_000)]);
    expect(long.waits).toEqual([]);
    expect(long.outcome.kind).toBe('failed');
  });

  it('lengthens waits by chance, never shortens them', async () => {
    const result = await walk(plan([step('a', { retries: 1 })]), ['timeout'], { random: () => 0.999 });
    expect(result.waits[0]).toBeGreaterThan(500);
  });

  it('fails a refusal as what it is when nothing catches it', async () => {
    const picky = step('b', { catches: classesCaughtBy(['Timeout']) });
    const code = async (errorClass: ErrorClass) => {
      const { outcome } = await walk(plan([step('a'), picky]), [errorClass]);
      return outcome.kind === 'failed' ? outcome.code : outcome.kind;
    };
    expect(await code('content_filter')).toBe('content_filtered');
    expect(await code('context_length')).toBe('context_length_exceeded');
    expect(await code('bad_request')).toBe('invalid_request');
  });

  it('makes no call after the deadline, and gives the last one only the time that is left', async () => {
    const late = await walk(plan([step('a')], { deadline: 0 }), []);
    expect(late.outcome).toMatchObject({ kind: 'failed', code: 'deadline_exceeded', attempts: [] });

    const tight = await walk(plan([step('a'), step('b')], { deadline: 15 }), ['timeout', 'timeout']);
    expect(tight.outcome).toMatchObject({ kind: 'failed', code: 'deadline_exceeded' });
    expect(tight.outcome.attempts.map((attempt) => attempt.timeoutMs)).toEqual([15, 5]);

    const impatient = await walk(plan([step('a')], { patienceMs: 7 }), []);
    expect(impatient.outcome.attempts.map((attempt) => attempt.timeoutMs)).toEqual([7]);
  });

  it('ends as cancelled when its signal aborts', async () => {
    const { outcome } = await walk(plan([step('a')]), [], { signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ kind: 'failed', code: 'cancelled', attempts: [] });
  });

  it('fails a plan without steps, and treats an adapter that throws as a failed step', async () => {
    expect((await walk(plan([]), [])).outcome).toMatchObject({
      kind: 'failed',
      code: 'no_provider_available',
    });

    const outcome = await runPlan(plan([step('a')]), {
      clock: { now: () => 0, sleep: () => Promise.resolve() },
      random: () => 0,
      signal: new AbortController().signal,
      onEvent: () => undefined,
      call: () => Promise.reject(new TypeError('broken adapter')),
    });
    expect(outcome).toMatchObject({
      kind: 'failed',
      attempts: [{ outcome: 'failed', failure: { class: 'unknown', type: 'TypeError' } }],
    });
  });
});

const anyClass = fc.constantFrom(...errorClasses);
const anyCatches = fc
  .uniqueArray(fc.constantFrom<CatchName>(...errorClasses, 'All', 'RateLimit'))
  .map(classesCaughtBy);
const anyStep = fc.record({ name: fc.string({ minLength: 1 }), catches: anyCatches, retries: fc.nat(3) });
const anyPlan = fc
  .record({
    steps: fc.array(anyStep, { maxLength: 6 }),
    deadline: fc.option(fc.nat(3_000)),
    maxAttempts: fc.integer({ min: 1, max: 12 }),
  })
  .map(({ steps, ...rest }) =>
    plan(
      steps.map(({ name, catches, retries }) => step(name, { catches, retries })),
      rest,
    ),
  );
const anyScript = fc.array(fc.option(anyClass), { maxLength: 30 });
const runs = { numRuns: 2_000 };

describe('runPlan, for any plan and any failures', () => {
  it('gives each start exactly one end, one attempt at a time', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, anyScript, async (of, script) => {
        const { events, outcome } = await walk(of, script);
        expect(events.map(({ type }) => type)).toEqual(
          outcome.attempts.flatMap(() => ['attempt-started', 'attempt-ended']),
        );
      }),
      runs,
    );
  });

  it('stays within the plan, its attempts and its deadline', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, anyScript, async (of, script) => {
        const { outcome, waits } = await walk(of, script);
        expect(outcome.attempts.length).toBeLessThanOrEqual(of.maxAttempts);
        for (const [index, of_] of of.steps.entries()) {
          const tries = outcome.attempts.filter((attempt) => attempt.step === index + 1);
          expect(tries.length).toBeLessThanOrEqual(of_.retries + 1);
        }
        for (const { startedAt } of outcome.attempts) expect(startedAt).toBeLessThan(of.deadline ?? Infinity);
        for (const wait of waits) expect(wait).toBeLessThanOrEqual(of.deadline ?? Infinity);
      }),
      runs,
    );
  });

  it('enters a step only if it catches the latest failure, and retries only what may pass', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, anyScript, async (of, script) => {
        const { attempts } = (await walk(of, script)).outcome;
        for (const [index, attempt] of attempts.slice(1).entries()) {
          const before = attempts[index]!;
          if (before.outcome === 'succeeded') throw new Error('an attempt after a success');
          if (attempt.step === before.step) expect(mayPass(before.failure)).toBe(true);
          else expect(attempt.of.catches.has(before.failure.class)).toBe(true);
        }
      }),
      runs,
    );
  });

  it('runs the same when it is run again', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, anyScript, async (of, script) => {
        expect(await walk(of, script)).toEqual(await walk(of, script));
      }),
      { numRuns: 300 },
    );
  });
});
