import { describe, expect, it } from '@jest/globals';
import {
  callee,
  failedAttempt,
  healthConfig,
  healthRecord,
  startedAttempt,
  succeededAttempt,
} from './health-attempt.fixture.js';
import { bookAfter, elsewhere, otherModel, own, report, stateOf } from './health-book.fixture.js';
import { HealthBook } from './health-book.js';

const cooldownMs = healthConfig().health.cooldownMs;

describe('what others tell a HealthBook', () => {
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
});
