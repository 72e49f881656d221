import { describe, expect, it } from '@jest/globals';
import type { ErrorClass } from '#contracts';
import type { Step } from '../plan.js';
import type { EndedAttempt } from '../walking/attempt-event.js';
import {
  callee,
  failedAttempt,
  healthConfig,
  healthRecord,
  startedAttempt,
  succeededAttempt,
} from './health-attempt.fixture.js';
import { bookAfter, elsewhere, otherModel, own, stateOf } from './health-book.fixture.js';
import { HealthBook } from './health-book.js';
import type { CooldownStarted } from './health-events.js';

const cooldownMs = healthConfig().health.cooldownMs;

describe('HealthBook', () => {
  it('E5 B3 cools a failed model down for five minutes, and says so once', () => {
    const told: CooldownStarted[] = [];
    const book = new HealthBook(healthConfig(), { onCooldown: (started) => told.push(started) });
    book.attemptEnded(failedAttempt(0, 'unavailable'));
    book.attemptEnded(failedAttempt(10, 'unavailable'));
    expect(book.availabilityOf(callee(), 10)).toEqual({
      state: 'resting',
      until: 300_010,
      class: 'unavailable',
    });
    expect(stateOf(book, callee(), 300_010)).toBe('probe');
    expect(told).toMatchObject([
      { subject: 'openai/gpt-4o', cooldownMs, failure: { class: 'unavailable' }, totals: { failureRate: 1 } },
    ]);
  });

  it('B4 uses the primary again once its cooldown is over and a call has shown that it works, and says so', () => {
    const recovered: string[] = [];
    const book = new HealthBook(healthConfig(), { onRecovered: (subject) => recovered.push(subject) });
    book.attemptEnded(failedAttempt(0, 'unavailable'));
    book.attemptStarted(startedAttempt(cooldownMs));
    expect(stateOf(book, callee(), cooldownMs)).toBe('resting');
    expect(recovered).toEqual([]);
    book.attemptEnded(succeededAttempt(cooldownMs));
    book.attemptEnded(succeededAttempt(cooldownMs + 1));
    expect(book.availabilityOf(callee(), cooldownMs + 2)).toEqual({
      state: 'usable',
      recoveredAt: cooldownMs,
    });
    expect(recovered).toEqual(['openai/gpt-4o']);
  });

  it.each<[string, ErrorClass, Partial<Step>, Partial<Step>[], Partial<Step>[]]>([
    [
      'a dead endpoint from all that is there, and from no other address',
      'network',
      {},
      [{}, otherModel, own],
      [elsewhere],
    ],
    ['a broken key from all that use it', 'auth', {}, [{}, otherModel], [own, elsewhere]],
    ['a spent key likewise', 'quota', {}, [{}, otherModel], [own]],
    [
      "an organization's own broken key from that organization alone",
      'auth',
      own,
      [own, { ...own, ...otherModel }],
      [{}, otherModel, { credential: 'OTHER_KEY' }],
    ],
    ['a limited model from those with the same key', 'rate_limit', {}, [{}], [own, otherModel]],
    ["an organization's own limit from that organization alone", 'rate_limit', own, [own], [{}, otherModel]],
    [
      'a failing model from all, whatever key they use',
      'unavailable',
      own,
      [{}, own],
      [otherModel, elsewhere],
    ],
    ['the time-outs of a model likewise', 'timeout', {}, [{}, own], [otherModel]],
  ])('keeps calls away from %s', (_what, errorClass, met, resting, usable) => {
    const book = bookAfter(failedAttempt(0, errorClass, { of: callee(met) }));
    for (const each of resting) expect([each, stateOf(book, callee(each), 1)]).toEqual([each, 'resting']);
    for (const each of usable) expect([each, stateOf(book, callee(each), 1)]).toEqual([each, 'usable']);
  });

  it('names an organization by the variable of its key when that is what fails', () => {
    const told: string[] = [];
    const book = new HealthBook(healthConfig(), { onCooldown: ({ subject }) => told.push(subject) });
    const of = callee(own);
    for (const each of ['network', 'auth', 'rate_limit', 'unavailable'] as const) {
      book.attemptEnded(failedAttempt(0, each, { of, retryAfterMs: 1_000 }));
    }
    expect(told).toEqual(['openai', 'openai with ACME_KEY', 'openai/gpt-4o with ACME_KEY', 'openai/gpt-4o']);
  });

  it('does not count faults of the request, nor time-outs that the request itself made short', () => {
    const faults = ['bad_request', 'content_filter', 'model_not_found', 'context_length'] as const;
    const book = bookAfter(...faults.map((each) => failedAttempt(0, each)), {
      ...failedAttempt(0, 'timeout'),
      timeoutMs: 10,
    });
    expect(stateOf(book, callee(), 1)).toBe('usable');
    expect(book.trackRecordOf(callee(), 1)).toEqual({ requests: 0, failureRate: 0 });
    book.attemptEnded(failedAttempt(0, 'timeout'));
    expect(stateOf(book, callee(), 1)).toBe('resting');
  });

  it('lets a busy provider fail now and then', () => {
    const book = bookAfter(...Array.from({ length: 20 }, (_, call) => succeededAttempt(call)));
    book.attemptEnded(failedAttempt(21, 'unavailable'));
    expect(stateOf(book, callee(), 22)).toBe('usable');
    expect(book.trackRecordOf(callee(), 22)).toEqual({ requests: 21, failureRate: 1 / 21 });
  });

  it('tells of a model what came of it, and what of its address, key and limits stood in the way', () => {
    const book = bookAfter(
      succeededAttempt(0),
      failedAttempt(1, 'rate_limit', { retryAfterMs: 1 }),
      failedAttempt(1, 'network', { of: callee(otherModel) }),
      failedAttempt(1, 'unavailable'),
    );
    expect(book.trackRecordOf(callee(), 2)).toEqual({ requests: 4, failureRate: 0.75 });
    expect(book.trackRecordOf(callee(own), 2)).toEqual({ requests: 3, failureRate: 2 / 3 });
  });

  it.each<[string, EndedAttempt]>([
    ['was cancelled', failedAttempt(cooldownMs, 'cancelled')],
    ['met a refusal', failedAttempt(cooldownMs, 'content_filter')],
    ['was impatient', { ...failedAttempt(cooldownMs, 'timeout'), timeoutMs: 10 }],
    [
      'met a limit, which is no fault of the model',
      failedAttempt(cooldownMs, 'rate_limit', { retryAfterMs: 1 }),
    ],
  ])('lets the next call find out when the probe %s', (_why, ended) => {
    const book = bookAfter(failedAttempt(0, 'unavailable'));
    book.attemptStarted(startedAttempt(cooldownMs));
    expect(stateOf(book, callee(), cooldownMs + 1)).toBe('resting');
    book.attemptEnded(ended);
    expect(stateOf(book, callee(), cooldownMs + 1)).toBe('probe');
  });

  it('takes the worst of what a call depends on, and the longest of the times', () => {
    const book = bookAfter(
      failedAttempt(0, 'rate_limit', { retryAfterMs: 1_000 }),
      failedAttempt(0, 'network', { retryAfterMs: 400_000 }),
      failedAttempt(0, 'unavailable'),
    );
    expect(book.availabilityOf(callee(), 1)).toEqual({ state: 'resting', until: 400_000, class: 'network' });
    expect(book.availabilityOf(callee(own), 350_000)).toMatchObject({ until: 400_000 });
    expect(book.availabilityOf(callee(), 400_000)).toMatchObject({ state: 'probe' });
  });

  it('takes a new config: its times hold for the next failure, its limits for the next call', () => {
    const known = succeededAttempt(0, callee(otherModel));
    const book = bookAfter(failedAttempt(0, 'unavailable'), known);
    book.attemptStarted(startedAttempt(0, callee(otherModel)));
    const limits = { requestsPerMinute: null, maxInFlight: 1 };
    book.adopt(healthConfig({ limits, health: { cooldownMs: 7 } }));
    expect(book.availabilityOf(callee(), 1)).toMatchObject({ state: 'resting', until: cooldownMs });
    expect(book.availabilityOf(callee(otherModel), 1)).toMatchObject({
      state: 'resting',
      class: 'rate_limit',
    });
    book.attemptEnded(failedAttempt(1, 'unavailable', { of: callee(otherModel) }));
    expect(book.availabilityOf(callee(otherModel), 2)).toMatchObject({ state: 'resting', until: 8 });
  });

  it('forgets what nobody used for an hour', () => {
    const book = bookAfter(failedAttempt(0, 'rate_limit', { retryAfterMs: 7_200_000 }));
    expect(stateOf(book, callee(), 3_600_000)).toBe('resting');
    expect(stateOf(book, callee(), 7_200_001)).toBe('usable');
  });

  it('remembers those in use however many models requests make up', () => {
    const book = bookAfter(failedAttempt(0, 'unavailable'));
    for (let now = 0; now < 20_000; now += 1) {
      book.attemptEnded(failedAttempt(now, 'unavailable', { of: callee({ model: `made-up-${now}` }) }));
      if (now % 1_000 === 0) book.availabilityOf(callee(), now);
    }
    const states = [{}, { model: 'made-up-0' }, { model: 'made-up-19999' }].map((changes) =>
      stateOf(book, callee(changes), 20_000),
    );
    expect(states).toEqual(['resting', 'usable', 'resting']);
  });

  it('cannot be made to take a model for another subject', () => {
    const book = bookAfter(failedAttempt(0, 'unavailable', { of: callee({ model: '\n' }) }));
    book.heard(healthRecord('down', { until: 1_000, model: '' }));
    expect(stateOf(book, callee(), 1)).toBe('usable');
  });
});
