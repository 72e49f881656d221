import { describe, expect, it } from '@jest/globals';
import type { ErrorClass } from '#contracts';
import fc from 'fast-check';
import type { EndedAttempt } from '../walking/attempt-event.js';
import {
  callee,
  failedAttempt,
  healthConfig,
  healthRecord,
  startedAttempt,
  succeededAttempt,
} from './health-attempt.fixture.js';
import { HealthBook } from './health-book.js';
import type { CooldownStarted } from './health-events.js';
import type { Step } from '../plan.js';

const cooldownMs = healthConfig().health.cooldownMs;

function bookAfter(...ended: EndedAttempt[]): HealthBook {
  const book = new HealthBook(healthConfig());
  for (const each of ended) book.attemptEnded(each);
  return book;
}

const stateOf = (book: HealthBook, of: Step, now: number): string => book.availabilityOf(of, now).state;

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

  const own = { credential: 'ACME_KEY' };
  const elsewhere = { baseUrl: 'http://elsewhere.example' };
  const otherModel = { model: 'gpt-4o-mini' };
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

  it('G4 hears from the fleet what another router saw, and when all is well again', () => {
    const book = bookAfter();
    book.heard(healthRecord('down', { since: 10, until: 5_000 }));
    expect(book.availabilityOf(callee(), 20)).toEqual({
      state: 'resting',
      until: 5_000,
      class: 'unavailable',
    });
    book.heard(healthRecord('recovering', { since: 50, seq: 2 }));
    expect(book.availabilityOf(callee(), 60)).toEqual({ state: 'usable', recoveredAt: 50 });
  });

  it('G4 lets one call find out what the fleet left alone, however that ends', () => {
    const book = bookAfter();
    book.heard(healthRecord('down', { until: 1_000 }));
    const ends = [
      failedAttempt(1_000, 'cancelled'),
      failedAttempt(1_001, 'rate_limit', { retryAfterMs: 500 }),
      succeededAttempt(1_501),
    ];
    const states = ends.map((each) => {
      book.attemptStarted(startedAttempt(each.startedAt));
      const meanwhile = stateOf(book, callee(), each.startedAt);
      book.attemptEnded(each);
      return [meanwhile, stateOf(book, callee(), each.startedAt), stateOf(book, callee(own), each.startedAt)];
    });
    expect(states).toEqual([
      ['resting', 'probe', 'probe'],
      ['resting', 'resting', 'usable'],
      ['resting', 'usable', 'usable'],
    ]);
  });

  it('G4 does not believe the fleet against a call that has succeeded here since', () => {
    const book = bookAfter(succeededAttempt(20));
    book.heard(healthRecord('down', { since: 10, until: 5_000 }));
    expect(stateOf(book, callee(), 30)).toBe('usable');
    book.heard(healthRecord('down', { since: 25, until: 5_000, seq: 2 }));
    expect(stateOf(book, callee(), 30)).toBe('resting');
  });

  const report = { provider: 'openai', model: null, errorClass: 'unavailable' as const };

  it('B7 leaves a provider alone that an operator reports, at every address, until its cooldown is over', () => {
    const book = bookAfter();
    book.reported({ ...report, outcome: 'failed' }, 1_000, 2_000);
    for (const each of [callee(), callee(elsewhere), callee(otherModel), callee(own)]) {
      const until = 1_000 + cooldownMs;
      expect(book.availabilityOf(each, 2_000)).toMatchObject({ state: 'resting', until });
      expect(stateOf(book, each, until)).toBe('probe');
    }
    expect(stateOf(book, callee({ provider: 'ollama' }), 2_000)).toBe('usable');
  });

  it('B7 reports one model, and leaves the others', () => {
    const book = bookAfter();
    book.reported({ ...report, model: 'gpt-4o', outcome: 'failed' }, 0, 0);
    expect(stateOf(book, callee(), 1)).toBe('resting');
    expect(stateOf(book, callee(otherModel), 1)).toBe('usable');
  });

  it('B7 does nothing for a report whose cooldown is over', () => {
    const book = bookAfter();
    book.reported({ ...report, outcome: 'failed' }, 0, cooldownMs);
    expect(stateOf(book, callee(), cooldownMs)).toBe('usable');
  });

  it('B7 uses a provider again that an operator reports to work, whoever said the contrary before', () => {
    const recovered: string[] = [];
    const book = new HealthBook(healthConfig(), { onRecovered: (subject) => recovered.push(subject) });
    book.attemptEnded(failedAttempt(0, 'unavailable'));
    book.attemptEnded(failedAttempt(0, 'network'));
    book.heard(healthRecord('down', { until: 100_000 }));
    book.reported({ ...report, outcome: 'failed' }, 0, 0);
    book.reported({ ...report, outcome: 'succeeded' }, 10, 10);
    expect(book.availabilityOf(callee(), 11)).toEqual({ state: 'usable', recoveredAt: 10 });
    expect(recovered.sort()).toEqual(['openai', 'openai/gpt-4o']);
  });

  it('B7 takes a model that works for a sign that its provider does', () => {
    const book = bookAfter(failedAttempt(0, 'network'));
    book.reported({ ...report, outcome: 'failed' }, 0, 0);
    book.reported({ ...report, model: 'gpt-4o', outcome: 'succeeded' }, 10, 10);
    expect(stateOf(book, callee(otherModel), 11)).toBe('usable');
  });

  it('B7 lets no other model be used for a report of one that works', () => {
    const book = bookAfter(failedAttempt(0, 'unavailable'));
    book.reported({ ...report, model: 'gpt-4o-mini', outcome: 'succeeded' }, 10, 10);
    expect(stateOf(book, callee(), 11)).toBe('resting');
  });

  it('B6 forgets everything from before, what the fleet says too, and keeps what came later', () => {
    const book = bookAfter(failedAttempt(0, 'unavailable'));
    book.heard(healthRecord('down', { until: 100_000 }));
    book.reported({ ...report, outcome: 'failed' }, 0, 0);
    book.cleared(100);
    expect(stateOf(book, callee(), 101)).toBe('usable');
    expect(book.trackRecordOf(callee(), 101).requests).toBe(0);
    book.heard(healthRecord('down', { until: 200_000, seq: 2 }));
    expect(stateOf(book, callee(), 102)).toBe('usable');
    book.attemptEnded(failedAttempt(103, 'unavailable'));
    book.cleared(100);
    expect(stateOf(book, callee(), 104)).toBe('resting');
  });

  it('keeps within the limits that the config sets, for all keys and models together', () => {
    const book = new HealthBook(healthConfig({ limits: { requestsPerMinute: null, maxInFlight: 2 } }));
    book.attemptStarted(startedAttempt(0));
    book.attemptStarted(startedAttempt(0, callee({ ...own, ...otherModel })));
    expect(book.availabilityOf(callee(), 1)).toMatchObject({ state: 'resting', class: 'rate_limit' });
    expect(stateOf(book, callee({ provider: 'ollama' }), 1)).toBe('usable');
    book.attemptEnded(failedAttempt(0, 'cancelled'));
    expect(stateOf(book, callee(), 1)).toBe('usable');
  });

  const left = (remaining: number, resetsAt: number) => ({
    rateLimits: { requests: { remaining, resets_at: new Date(resetsAt).toISOString() } },
  });

  it('D8 leaves a model alone of which its provider says that nothing is left, until that is whole again', () => {
    const book = bookAfter({ ...succeededAttempt(0), ...left(0, 60_000) });
    expect(book.availabilityOf(callee(), 1)).toEqual({
      state: 'resting',
      until: 60_000,
      class: 'rate_limit',
    });
    for (const each of [own, otherModel, elsewhere]) expect(stateOf(book, callee(each), 1)).toBe('usable');
    expect(stateOf(book, callee(), 60_000)).toBe('usable');
  });

  it('D8 takes what is under way for spent, and what failed for told', () => {
    const book = bookAfter();
    for (const at of [0, 1, 2]) book.attemptStarted(startedAttempt(at));
    book.attemptEnded({ ...failedAttempt(0, 'content_filter'), ...left(2, 60_000) });
    expect(stateOf(book, callee(), 3)).toBe('resting');
    book.attemptEnded({ ...succeededAttempt(1), ...left(2, 60_000) });
    expect(stateOf(book, callee(), 3)).toBe('usable');
  });

  it('D8 goes by the word of a refusal for how long, where its limits are whole only later', () => {
    const refused = failedAttempt(0, 'rate_limit', { retryAfterMs: 200 });
    const book = bookAfter({ ...refused, ...left(0, 60_000) });
    expect(book.availabilityOf(callee(), 1)).toMatchObject({ state: 'resting', until: 200 });
    expect(stateOf(book, callee(), 200)).toBe('probe');
  });

  it('B6 B7 forgets what was announced when somebody says that all is well', () => {
    const spent = { ...succeededAttempt(5), ...left(0, 60_000) };
    const works = { ...report, outcome: 'succeeded' } as const;
    const [cleared, reported, another] = [bookAfter(spent), bookAfter(spent), bookAfter(spent)];
    cleared.cleared(6);
    reported.reported(works, 6, 6);
    another.reported({ ...works, model: 'gpt-4o-mini' }, 6, 6);
    expect([cleared, reported, another].map((book) => stateOf(book, callee(), 7))).toEqual([
      'usable',
      'usable',
      'resting',
    ]);
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

describe('whatever happens to providers', () => {
  const event = fc.record({
    at: fc.nat(1_000),
    what: fc.constantFrom(
      'started' as const,
      'succeeded' as const,
      'unavailable' as const,
      'network' as const,
    ),
  });

  it('what is known of one does not depend on what happens to another, nor when', () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 30 }),
        fc.array(event, { maxLength: 30 }),
        fc.infiniteStream(fc.boolean()),
        (mine, others, turns) => {
          const [alone, among] = [bookAfter(), bookAfter()];
          const [me, other] = [callee(), callee({ provider: 'ollama' })];
          for (const each of mine) happen(alone, me, each);
          const [mineLeft, othersLeft] = [[...mine], [...others]];
          while (mineLeft.length > 0 || othersLeft.length > 0) {
            const isMine = othersLeft.length === 0 || (mineLeft.length > 0 && turns.next().value);
            if (isMine) happen(among, me, mineLeft.shift()!);
            else happen(among, other, othersLeft.shift()!);
          }
          for (const now of [500, 1_000, cooldownMs, cooldownMs + 1_000]) {
            expect(among.availabilityOf(me, now)).toEqual(alone.availabilityOf(me, now));
            expect(among.trackRecordOf(me, now)).toEqual(alone.trackRecordOf(me, now));
          }
        },
      ),
    );
  });

  function happen(
    book: HealthBook,
    of: Step,
    { at, what }: typeof event extends fc.Arbitrary<infer E> ? E : never,
  ) {
    if (what === 'started') book.attemptStarted(startedAttempt(at, of));
    else if (what === 'succeeded') book.attemptEnded(succeededAttempt(at, of));
    else book.attemptEnded(failedAttempt(at, what, { of }));
  }
});
