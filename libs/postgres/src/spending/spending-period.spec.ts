import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dayOf, monthOf, periodsOf, sessionOf, spendingKeyText } from './spending-period.js';

describe('spending periods', () => {
  it("are UTC's day and month, whatever the time zone here", () => {
    const lastMoment = Date.parse('2026-11-30T23:59:59.999Z');
    expect([dayOf(lastMoment), monthOf(lastMoment)]).toEqual(['day:2026-11-30', 'month:2026-11']);
    expect([dayOf(lastMoment + 1), monthOf(lastMoment + 1)]).toEqual(['day:2026-12-01', 'month:2026-12']);
  });

  it('C8 has a session only when there is one', () => {
    expect(periodsOf('s-9', 0)).toEqual(['session:s-9', 'day:1970-01-01', 'month:1970-01']);
    expect(periodsOf(null, 0)).toEqual(['day:1970-01-01', 'month:1970-01']);
  });

  it('fit the database for every session id, and tell one from the other', () => {
    const id = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary', minLength: 250, maxLength: 5_000 }),
    );
    fc.assert(
      fc.property(id, id, (one, other) => {
        expect(sessionOf(one)).not.toContain('\0');
        expect(sessionOf(one).length).toBeLessThanOrEqual('session:'.length + 256);
        expect(sessionOf(one) === sessionOf(other)).toBe(one === other);
      }),
    );
  });

  it('have one key before and after the way to the database and back', () => {
    const sent = { org: 'acme', period: sessionOf('\ud800x') };
    const stored = { org: 'acme', period: Buffer.from(sent.period).toString() };
    expect(spendingKeyText(sent)).toBe(spendingKeyText(stored));
  });
});
