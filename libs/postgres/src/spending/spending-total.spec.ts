import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SpendingTotal } from './spending-total.js';

/** The database's side: a flush is applied at some moment between its sending and its reply. */
type Step =
  | { readonly kind: 'add' | 'others-add'; readonly usd: number }
  | { readonly kind: 'send' | 'apply' | 'reply' | 'begin-read' | 'end-read' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('add' as const, 'others-add' as const),
    usd: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({
    kind: fc.constantFrom(
      'send' as const,
      'apply' as const,
      'reply' as const,
      'begin-read' as const,
      'end-read' as const,
    ),
  }),
);

function walk(steps: readonly Step[]) {
  const total = new SpendingTotal('acme', 'day:2026-11-21');
  let database = 0;
  let own = 0;
  let flush: { readonly usd: number; applied: number | null } | null = null;
  let read: number | null = null;
  const send = (): void => {
    flush ??= { usd: total.send(), applied: null };
  };
  const apply = (): void => {
    if (flush?.applied === null) flush.applied = database += flush.usd;
  };
  const reply = (): void => {
    apply();
    if (flush) total.recorded(flush.applied!);
    flush = null;
  };
  const seen: number[] = [];
  for (const { kind, ...rest } of steps) {
    if ('usd' in rest && kind === 'add') {
      total.add(rest.usd);
      own += rest.usd;
    } else if ('usd' in rest) database += rest.usd;
    else if (kind === 'send') send();
    else if (kind === 'apply') apply();
    else if (kind === 'reply') reply();
    else if (kind === 'begin-read') read ??= database;
    else if (read !== null) {
      total.read(read);
      read = null;
    }
    seen.push(total.usd);
    expect(total.usd).toBeGreaterThanOrEqual(own);
  }
  reply();
  send();
  reply();
  return { total, database, seen };
}

describe('SpendingTotal', () => {
  it('C6 counts each cost once, in whatever order flushes and reads are answered', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { total, database, seen } = walk(steps);
        expect(total.usd).toBe(database);
        expect(Math.max(0, ...seen)).toBeLessThanOrEqual(database);
        expect(seen).toEqual([...seen].sort((a, b) => a - b));
        expect(total.isUnrecorded).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('goes on counting here what the database refused', () => {
    const total = new SpendingTotal('acme', 'day:2026-11-21');
    total.add(2);
    total.send();
    total.add(3);
    total.refused();
    expect(total.usd).toBe(5);
    expect(total.send()).toBe(3);
  });
});
