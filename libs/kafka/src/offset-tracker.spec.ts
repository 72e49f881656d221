import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OffsetTracker } from './offset-tracker.js';

/** What comes on a partition: a record, or an offset that nobody sees (compacted away, or a marker). */
const log = fc.array(fc.constantFrom('record', 'gap'), { minLength: 1, maxLength: 60 });

type Command = { kind: 'admit' } | { kind: 'complete'; pick: number };
const commands = fc.array(
  fc.oneof(
    fc.constant<Command>({ kind: 'admit' }),
    fc.record({ kind: fc.constant('complete' as const), pick: fc.nat() }),
  ),
  { maxLength: 120 },
);

describe('OffsetTracker', () => {
  it('never lets the low-water mark pass an incomplete offset, nor fall', () => {
    fc.assert(
      fc.property(log, fc.nat(1_000_000), commands, (entries, start, steps) => {
        const tracker = new OffsetTracker(start);
        const incomplete = new Set<number>();
        let next = 0;
        let before = tracker.lowWater;
        for (const step of steps) {
          if (step.kind === 'admit') {
            while (entries[next] === 'gap') next += 1;
            if (next >= entries.length) continue;
            tracker.admit(start + next);
            incomplete.add(start + next);
            next += 1;
          } else if (incomplete.size > 0) {
            const offset = [...incomplete][step.pick % incomplete.size]!;
            tracker.complete(offset);
            incomplete.delete(offset);
          }
          const lowest = Math.min(...incomplete, tracker.position);
          expect(tracker.lowWater).toBe(lowest);
          expect(tracker.lowWater).toBeGreaterThanOrEqual(before);
          expect(tracker.span).toBe(tracker.position - lowest);
          expect(tracker.incomplete).toBe(incomplete.size);
          before = tracker.lowWater;
        }
      }),
    );
  });

  it('reaches the position when all is complete, in whatever order, gaps at the end included', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(10_000), { minLength: 1 }),
        fc.nat(5),
        fc.func(fc.nat()),
        (offsets, trailing, order) => {
          const rising = offsets.toSorted((a, b) => a - b);
          const tracker = new OffsetTracker(0);
          for (const offset of rising) tracker.admit(offset);
          tracker.advance(rising.at(-1)! + 1 + trailing);
          for (const offset of rising.toSorted((a, b) => order(a) - order(b))) tracker.complete(offset);
          expect(tracker.lowWater).toBe(rising.at(-1)! + 1 + trailing);
          expect(tracker.incomplete).toBe(0);
        },
      ),
    );
  });

  it('refuses an offset below its position', () => {
    const tracker = new OffsetTracker(7);
    tracker.admit(9);
    expect(() => tracker.admit(9)).toThrow(RangeError);
    expect(() => tracker.admit(8)).toThrow(RangeError);
  });

  it('does not count an offset that it never admitted', () => {
    const tracker = new OffsetTracker(0);
    tracker.admit(0);
    tracker.complete(5);
    expect(tracker.lowWater).toBe(0);
  });
});
