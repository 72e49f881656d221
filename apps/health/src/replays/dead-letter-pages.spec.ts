import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DeadLetter } from '#contracts';
import { newestPage, youngest, type Ends, type Stretch } from './dead-letter-pages.js';

const stretch = (partition: number, from: number, to: number): Stretch => ({ partition, from, to });
const letter = (partition: number, offset: number, minute = offset): DeadLetter => ({
  partition,
  offset: String(offset),
  at: new Date(Date.UTC(2026, 10, 21, 0, minute)).toISOString(),
  reason: null,
  problem: null,
  original: null,
  org: null,
  custom_id: null,
  bytes: 0,
  replay_of: null,
});
const places = (page: readonly DeadLetter[]) => page.map(({ partition, offset }) => `${partition}/${offset}`);

describe('the youngest of some stretches', () => {
  it('G8 are the ends of as many as there is room for, and leave the rest', () => {
    expect(youngest([stretch(0, 10, 14), stretch(1, 3, 9)], 6)).toEqual({
      taken: [stretch(0, 10, 14), stretch(1, 7, 9)],
      left: [
        [0, 10],
        [1, 7],
      ],
    });
    expect(youngest([stretch(0, 10, 14), stretch(1, 3, 3)], 4).left).toBeNull();
  });
});

describe('a page of dead letters', () => {
  it('has the newest of all partitions first, and goes on where each of them ended', () => {
    const stretches = [stretch(0, 0, 2), stretch(1, 5, 7)];
    const read = [letter(0, 0, 1), letter(0, 1, 4), letter(1, 5, 2), letter(1, 6, 3)];
    const { page, left } = newestPage(stretches, read, 3);
    expect(places(page)).toEqual(['0/1', '1/6', '1/5']);
    expect(left).toEqual([
      [0, 1],
      [1, 5],
    ]);
  });

  it('law: pages that follow one another have each dead letter once, though offsets are missing and clocks are wrong', () => {
    const place = fc.record({
      offset: fc.integer({ min: 0, max: 30 }),
      minute: fc.integer({ min: 0, max: 59 }),
    });
    const partition = fc.uniqueArray(place, { maxLength: 12, selector: ({ offset }) => offset });
    fc.assert(
      fc.property(fc.array(partition, { maxLength: 3 }), fc.integer({ min: 1, max: 7 }), (offsets, limit) => {
        const all = offsets.flatMap((some, index) =>
          some.map(({ offset, minute }) => letter(index, offset, minute)),
        );
        const seen: string[] = [];
        for (let ends: Ends | null = offsets.map((_, index) => [index, 31]); ends !== null;) {
          const stretches = ends.map(([index, end]) => stretch(index, 0, end));
          const isRead = (each: DeadLetter): boolean => {
            const { from, to } = stretches[each.partition]!;
            return Number(each.offset) >= Math.max(from, to - limit) && Number(each.offset) < to;
          };
          const { page, left } = newestPage(stretches, all.filter(isRead), limit);
          expect(page.length).toBeLessThanOrEqual(limit);
          seen.push(...places(page));
          ends = left;
        }
        expect(seen.toSorted()).toEqual(places(all).toSorted());
      }),
    );
  });
});
