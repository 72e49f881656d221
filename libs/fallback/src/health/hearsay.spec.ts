import { describe, expect, it } from '@jest/globals';
import { everyModel } from '#contracts';
import { callee, healthRecord } from './health-attempt.fixture.js';
import { Hearsay } from './hearsay.js';

const span = (startedAt: number, endedAt = startedAt) => ({ startedAt, endedAt });

type Heard = Parameters<typeof healthRecord>;

/** From a router that has not called anything yet. */
function heard(...records: Heard[]): Hearsay {
  const hearsay = new Hearsay();
  for (const each of records) hearsay.heard(healthRecord(...each), -Infinity);
  return hearsay;
}

const stateOf = (hearsay: Hearsay, now: number): string => hearsay.availabilityOf(callee(), now).state;

const down: Heard = ['down', { until: 1_000 }];

describe('Hearsay', () => {
  it.each(['down', 'limited'] as const)(
    'G4 leaves alone until its time what is %s, then one call finds out',
    (state) => {
      const hearsay = heard([state, { until: 1_000 }]);
      expect(hearsay.availabilityOf(callee(), 999)).toEqual({
        state: 'resting',
        until: 1_000,
        class: 'unavailable',
      });
      expect(stateOf(hearsay, 1_000)).toBe('probe');
      hearsay.started(callee(), 1_000);
      expect(stateOf(hearsay, 1_000)).toBe('resting');
      hearsay.released(callee(), span(1_000));
      expect(stateOf(hearsay, 1_000)).toBe('probe');
    },
  );

  it.each(['healthy', 'degraded', 'recovering'] as const)('G4 uses what is %s', (state) => {
    expect(stateOf(heard([state]), 1)).toBe('usable');
    expect(stateOf(heard(down, [state, { since: 5, seq: 2 }]), 6)).toBe('usable');
  });

  it('lets calls back in step by step when the fleet says that all is well', () => {
    const hearsay = heard(down, ['healthy', { since: 5, seq: 2 }]);
    hearsay.started(callee(), 6);
    expect(hearsay.availabilityOf(callee(), 6)).toMatchObject({ state: 'resting', until: 5 });
    hearsay.succeeded(callee(), span(6));
    for (const at of [7, 8]) hearsay.started(callee(), at);
    expect(stateOf(hearsay, 8)).toBe('resting');
  });

  it('D8 lets all calls back in at once when a limit is whole again', () => {
    const limited: Heard = ['limited', { until: 1_000, reason: 'rate_limit: x' }];
    const hearsay = heard(limited, ['healthy', { since: 1_000, seq: 2 }]);
    for (const at of [1_001, 1_002]) hearsay.started(callee(), at);
    expect(stateOf(hearsay, 1_003)).toBe('usable');
    const recovering = heard(limited, ['recovering', { since: 5, seq: 2 }]);
    recovering.started(callee(), 6);
    expect(stateOf(recovering, 7)).toBe('resting');
  });

  it('is belied by a success here, and does not believe the same record again', () => {
    const hearsay = heard(down);
    hearsay.started(callee(), 10);
    hearsay.succeeded(callee(), span(10, 20));
    expect(hearsay.availabilityOf(callee(), 20)).toEqual({ state: 'usable', recoveredAt: 20 });
    hearsay.heard(healthRecord('down', { until: 1_000, seq: 2 }), -Infinity);
    expect(stateOf(hearsay, 20)).toBe('usable');
    hearsay.heard(healthRecord('down', { until: 2_000, seq: 3 }), -Infinity);
    expect(stateOf(hearsay, 20)).toBe('resting');
  });

  it('rests again, for as long as such a failure earns, when a call finds that it fails still', () => {
    const hearsay = heard(down);
    hearsay.started(callee(), 1_000);
    hearsay.failed(callee(), 'quota', 5_000, span(1_000, 1_100));
    expect(hearsay.availabilityOf(callee(), 1_100)).toEqual({
      state: 'resting',
      until: 6_100,
      class: 'quota',
    });
  });

  it('takes no call for a trial that was under way when it was heard', () => {
    const hearsay = new Hearsay();
    hearsay.started(callee(), 10);
    hearsay.heard(healthRecord('down', { until: 1_000 }), -Infinity);
    hearsay.succeeded(callee(), span(10, 20));
    expect(stateOf(hearsay, 20)).toBe('resting');
    hearsay.failed(callee(), 'unavailable', 5_000, span(10, 20));
    expect(hearsay.availabilityOf(callee(), 20)).toMatchObject({ until: 1_000 });
  });

  it('believes nothing that has expired', () => {
    const hearsay = heard(['down', { until: 1_000, expiresAt: 500 }]);
    expect(stateOf(hearsay, 499)).toBe('resting');
    expect(stateOf(hearsay, 500)).toBe('usable');
    const topic = { provider: 'openai', model: 'gpt-4o' };
    hearsay.reportedFailed(topic, { failedAt: 500, until: 2_000, class: 'unavailable' });
    hearsay.heard(healthRecord('down', { since: 501, until: 600, expiresAt: 700, seq: 2 }), -Infinity);
    expect(stateOf(hearsay, 701)).toBe('resting');
  });

  it('goes by the newest number, or by the later time of a database that counts anew', () => {
    const fifth: Heard = ['down', { until: 9, seq: 5 }];
    expect(stateOf(heard(fifth, ['healthy', { seq: 4 }]), 1)).toBe('resting');
    expect(stateOf(heard(fifth, ['healthy', { seq: 1, since: 1 }]), 1)).toBe('usable');
    const late: Heard = ['down', { until: 90, seq: 6, since: 3 }];
    expect(stateOf(heard(fifth, ['healthy', { seq: 7, since: 5 }], late), 6)).toBe('usable');
  });

  it('leaves to the holder of another key what is said of a key', () => {
    const own = callee({ credential: 'ACME_KEY' });
    for (const reason of ['auth: x', 'quota: x', 'rate_limit: x']) {
      const hearsay = heard(['down', { until: 1_000, reason }]);
      expect(stateOf(hearsay, 1)).toBe('resting');
      expect(hearsay.availabilityOf(own, 1).state).toBe('usable');
    }
    const hearsay = heard(down);
    hearsay.started(own, 1_000);
    hearsay.failed(own, 'auth', 5_000, span(1_000));
    expect(stateOf(hearsay, 1_001)).toBe('probe');
  });

  it('F2 takes what is said of every model for all that the provider has, also for models it never heard of', () => {
    const verdict = (over: Partial<Heard[1]> & object = {}, state: Heard[0] = 'down') =>
      healthRecord(state, { until: 1_000, model: everyModel, reason: 'auth: x', ...over });
    const hearsay = new Hearsay();
    hearsay.heard(verdict(), -Infinity);
    expect(hearsay.availabilityOf(callee({ model: 'new' }), 1)).toEqual({
      state: 'resting',
      until: 1_000,
      class: 'auth',
    });
    expect(hearsay.availabilityOf(callee({ credential: 'ACME_KEY' }), 1).state).toBe('usable');
    expect(hearsay.availabilityOf(callee({ provider: 'ollama' }), 1).state).toBe('usable');
    hearsay.heard(verdict({ until: null, since: 5, seq: 2 }, 'healthy'), -Infinity);
    expect(hearsay.availabilityOf(callee({ model: 'new' }), 6).state).toBe('usable');
  });

  it('takes the most frequent failure for the cause where the reason names none', () => {
    const record = healthRecord('down', { until: 1_000, reason: 'too many failures' });
    const hearsay = new Hearsay();
    hearsay.heard({ ...record, by_class: { timeout: 1, bad_response: 3 } }, -Infinity);
    expect(hearsay.availabilityOf(callee(), 1)).toMatchObject({ class: 'bad_response' });
  });

  it('B7 hears an operator against a fleet that found nothing yet', () => {
    const hearsay = heard(['healthy', { since: 0 }]);
    const topic = { provider: 'openai', model: 'gpt-4o' };
    hearsay.reportedFailed(topic, { failedAt: 100, until: 1_000, class: 'unavailable' });
    hearsay.heard(healthRecord('healthy', { since: 0, seq: 9 }), -Infinity);
    expect(stateOf(hearsay, 101)).toBe('resting');
    hearsay.reportedWell(topic, 99);
    expect(stateOf(hearsay, 101)).toBe('resting');
    hearsay.reportedWell(topic, 101);
    expect(stateOf(hearsay, 101)).toBe('usable');
  });

  it('remembers a bounded number of models, those that it heard of last', () => {
    const hearsay = new Hearsay();
    for (let each = 0; each < 10_001; each += 1) {
      hearsay.heard(healthRecord('down', { until: 1_000, model: `m${each}` }), -Infinity);
    }
    const states = ['m0', 'm1', 'm10000'].map((model) => hearsay.availabilityOf(callee({ model }), 1).state);
    expect(states).toEqual(['usable', 'resting', 'resting']);
  });
});
