import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { cursorAt, pageOf } from './paging.js';

const Place = z.tuple([z.iso.datetime(), z.string()]);
const place = ['2026-11-21T05:00:00.000Z', 'größe "1"'] as const;

describe('a page', () => {
  it('has a cursor that leads back to its last row, as long as there are more', () => {
    const { rows, next } = pageOf([1, 2, 3], 2, () => place);
    expect(rows).toEqual([1, 2]);
    expect(next).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(cursorAt(Place).parse(next)).toEqual(place);
  });

  it('is the last when nothing is left', () => {
    expect(pageOf([1, 2], 2, () => place)).toEqual({ rows: [1, 2], next: null });
    expect(pageOf([], 2, () => place)).toEqual({ rows: [], next: null });
  });

  it.each(['', 'x', 'e30', Buffer.from('["now","a"]').toString('base64url')])(
    'does not begin at %p, which no page has given',
    (text) => {
      expect(cursorAt(Place).safeParse(text).error?.issues).toMatchObject([
        { message: 'give the `next` of the page before, as it came' },
      ]);
    },
  );
});
