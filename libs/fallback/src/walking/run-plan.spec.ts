import { describe, expect, it } from '@jest/globals';
import type { Step } from '../plan.js';
import { classesCaughtBy, type ErrorClass } from '#contracts';
import { failedAttempts } from './plan-outcome.js';
import { runPlan } from './run-plan.js';
import { codeOf, dollarTokens, failure, plan, step, tried, waitsOf, walk } from './walk.fixture.js';

describe('runPlan', () => {
  it('A9 answers from the first step when it does, tries nothing else and waits for nothing', async () => {
    const result = await walk(plan([step('a'), step('b')]), []);
    expect(result.outcome).toMatchObject({
      kind: 'answered',
      by: { of: { provider: 'a' }, step: 1, steps: 2, attempt: 1, hedged: false, durationMs: 10 },
      passedOver: [],
    });
    expect(tried(result)).toEqual(['a']);
    expect(result.waits).toEqual([]);
  });

  it('B1 goes through the steps in their order until one answers', async () => {
    const result = await walk(plan([step('a'), step('b'), step('c')]), ['unavailable', 'quota']);
    expect(result.outcome).toMatchObject({ kind: 'answered', by: { of: { provider: 'c' } } });
    expect(tried(result)).toEqual(['a', 'b', 'c']);
  });

  it('B3 lets a step wait that has come to rest since the plan was made, and tries it in the end all the same', async () => {
    const waiting = ['a', 'b', 'c'].map((name) => step(name, { mayWait: true }));
    const isResting = ({ provider }: Step, now: number): boolean => provider === 'b' && now >= 5;
    const rescued = await walk(plan(waiting), ['unavailable'], { isResting });
    expect(tried(rescued)).toEqual(['a', 'c']);
    const all = await walk(plan(waiting), ['unavailable', 'unavailable', 'unavailable'], { isResting });
    expect(tried(all)).toEqual(['a', 'c', 'b']);
    expect(all.outcome.attempts.map(({ step: place }) => place)).toEqual([1, 3, 2]);
  });

  it('lets nothing wait that somebody insists on, nor what it has met itself, nor for what does not catch the failure', async () => {
    const isResting = ({ provider }: Step): boolean => provider !== 'c';
    const wished = [step('a'), step('b'), step('c')];
    expect(tried(await walk(plan(wished), ['network'], { isResting }))).toEqual(['a', 'b']);
    const picky = step('c', { catches: classesCaughtBy(['Timeout']) });
    const noneElse = [step('a'), step('b', { mayWait: true }), picky];
    expect(tried(await walk(plan(noneElse), ['network'], { isResting }))).toEqual(['a', 'b']);
    const met = [step('a', { mayWait: true }), step('a', { model: 'n', mayWait: true }), step('c')];
    expect(tried(await walk(plan(met), ['auth'], { isResting }))).toEqual(['a', 'a']);
  });

  it('D2 passes over a step that does not catch the latest failure, and says so', async () => {
    const onlyTimeouts = step('b', { catches: classesCaughtBy(['Timeout']) });
    const limited = await walk(plan([step('a'), onlyTimeouts, step('c')]), ['rate_limit']);
    expect(tried(limited)).toEqual(['a', 'c']);
    expect(limited.outcome.passedOver).toEqual([
      { step: 2, of: onlyTimeouts, why: { reason: 'not-caught', failure: 'rate_limit' } },
    ]);

    const late = await walk(plan([step('a'), onlyTimeouts, step('c')]), ['timeout']);
    expect(tried(late)).toEqual(['a', 'b']);
    expect(late.outcome.passedOver).toEqual([]);
  });

  it('D2 does not come back to a step that it has passed over', async () => {
    const onlyTimeouts = step('b', { catches: classesCaughtBy(['Timeout']) });
    const result = await walk(plan([step('a'), onlyTimeouts, step('c')]), ['rate_limit', 'timeout']);
    expect(tried(result)).toEqual(['a', 'c']);
  });

  it('C4 D6 keeps every failure with its step and its try, in order, when all fail', async () => {
    const result = await walk(plan([step('a', { retries: 1 }), step('b')]), [
      'rate_limit',
      'timeout',
      'auth',
    ]);
    expect(codeOf(result)).toBe('all_providers_failed');
    expect(
      failedAttempts(result.outcome.attempts).map(({ of, attempt, failure: { class: errorClass } }) => [
        of.provider,
        attempt,
        errorClass,
      ]),
    ).toEqual([
      ['a', 1, 'rate_limit'],
      ['a', 2, 'timeout'],
      ['b', 1, 'auth'],
    ]);
  });

  it('C3 tries a step again as often as it says, waiting between tries and not after the last', async () => {
    const result = await walk(plan([step('a', { retries: 2 }), step('b', { retries: 1 })]), [
      'unavailable',
      'unavailable',
      'unavailable',
      'unavailable',
      'unavailable',
    ]);
    expect(tried(result)).toEqual(['a', 'a', 'a', 'b', 'b']);
    expect(waitsOf(result)).toEqual([500, 500, 500]);
  });

  it('goes straight on after a failure that waiting does not mend', async () => {
    const result = await walk(plan([step('a', { retries: 2 }), step('b')]), ['quota']);
    expect(tried(result)).toEqual(['a', 'b']);
    expect(result.waits).toEqual([]);
  });

  it('waits at least as long as the provider asked, unless another step can go on at once', async () => {
    const limited = [{ fails: failure('rate_limit', { retryAfterMs: 2_000 }) }];
    const alone = await walk(plan([step('a', { retries: 1 })]), limited);
    expect(tried(alone)).toEqual(['a', 'a']);
    expect(waitsOf(alone)).toEqual([2_000]);

    const accompanied = await walk(plan([step('a', { retries: 1 }), step('b')]), limited);
    expect(tried(accompanied)).toEqual(['a', 'b']);
    expect(accompanied.waits).toEqual([]);

    const picky = step('b', { catches: classesCaughtBy(['Auth']) });
    expect(tried(await walk(plan([step('a', { retries: 1 }), picky]), limited))).toEqual(['a', 'a']);
  });

  it('does not wait for a try that it will not make', async () => {
    const spent = await walk(plan([step('a', { retries: 2 })], { maxAttempts: 2 }), ['timeout', 'timeout']);
    expect(tried(spent)).toEqual(['a', 'a']);
    expect(waitsOf(spent)).toEqual([500]);
  });

  it('fails a refusal as what it is when nothing catches it', async () => {
    const picky = step('b', { catches: classesCaughtBy(['Timeout']) });
    const code = async (errorClass: ErrorClass) => codeOf(await walk(plan([step('a'), picky]), [errorClass]));
    expect(await code('content_filter')).toBe('content_filtered');
    expect(await code('context_length')).toBe('context_length_exceeded');
    expect(await code('bad_request')).toBe('invalid_request');
  });

  it('makes no call after the deadline, and gives the last one only the time that is left', async () => {
    const late = await walk(plan([step('a')], { deadline: 0 }), []);
    expect(late.outcome).toMatchObject({ kind: 'failed', code: 'deadline_exceeded', attempts: [] });

    const tight = await walk(plan([step('a'), step('b')], { deadline: 15 }), ['timeout', 'timeout']);
    expect(codeOf(tight)).toBe('deadline_exceeded');
    expect(tight.outcome.attempts.map((attempt) => attempt.timeoutMs)).toEqual([15, 5]);

    const impatient = await walk(plan([step('a')], { patienceMs: 7 }), []);
    expect(impatient.outcome.attempts.map((attempt) => attempt.timeoutMs)).toEqual([7]);
  });

  it('goes on to the next step rather than wait beyond the deadline', async () => {
    const result = await walk(plan([step('a', { retries: 1 }), step('b')], { deadline: 510 }), ['timeout']);
    expect(tried(result)).toEqual(['a', 'b']);
    expect(result.waits).toEqual([]);
  });

  it('ends as cancelled when its signal aborts: before the first call, in a call, or in a wait', async () => {
    const of = plan([step('a', { retries: 1 }), step('b')]);
    const before = await walk(of, [], { cancelAfterMs: 0 });
    expect(before.outcome).toMatchObject({ code: 'cancelled', attempts: [] });

    const during = await walk(of, [{ takesMs: 1_000 }], { cancelAfterMs: 100 });
    expect(during.outcome).toMatchObject({
      code: 'cancelled',
      attempts: [{ outcome: 'cancelled', failure: { class: 'cancelled' } }],
    });
    expect(during.endedAt).toBe(100);

    const waiting = await walk(of, ['timeout'], { cancelAfterMs: 100 });
    expect(waiting.outcome).toMatchObject({ code: 'cancelled', attempts: [{ outcome: 'failed' }] });
    expect(waiting.endedAt).toBe(100);
  });

  it('G1 begins nothing any more once it is stopping, and keeps the answer of the call that is under way', async () => {
    const of = plan([step('a', { retries: 1 }), step('b')]);
    const failing = await walk(of, [{ takesMs: 200, fails: 'timeout' }], { stopAfterMs: 100 });
    expect(failing.outcome).toMatchObject({ code: 'cancelled', attempts: [{ outcome: 'failed' }] });
    expect(failing.endedAt).toBe(200);
    const answering = await walk(of, [{ takesMs: 200 }], { stopAfterMs: 100 });
    expect(answering.outcome.kind).toBe('answered');
  });

  it('fails a plan without steps, and treats an adapter that throws as a failed step', async () => {
    expect(codeOf(await walk(plan([]), []))).toBe('no_provider_available');

    const outcome = await runPlan(plan([step('a')]), {
      clock: { now: () => 0, sleep: () => Promise.resolve() },
      prices: dollarTokens,
      isResting: () => false,
      limits: { isLimited: () => false, admit: () => Promise.resolve(null) },
      random: () => 0,
      signal: new AbortController().signal,
      stopping: new AbortController().signal,
      onEvent: () => undefined,
      call: () => Promise.reject(new TypeError('broken adapter')),
    });
    expect(outcome).toMatchObject({
      kind: 'failed',
      attempts: [{ outcome: 'failed', failure: { class: 'unknown', type: 'TypeError' } }],
    });
  });
});
