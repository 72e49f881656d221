import { describe, expect, it } from '@jest/globals';
import {
  callee,
  failedAttempt,
  healthConfig,
  startedAttempt,
  succeededAttempt,
} from './health-attempt.fixture.js';
import { bookAfter, elsewhere, otherModel, own, report, stateOf } from './health-book.fixture.js';
import { HealthBook } from './health-book.js';

describe('the limits that a HealthBook knows', () => {
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
});
