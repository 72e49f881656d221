import { describe, expect, it } from '@jest/globals';
import { storeEach } from './store-each.js';

const failing = (code: string): Error => Object.assign(new Error('no'), { code });

async function store(rows: number[], bad: readonly number[], code = '22021') {
  const stored: number[] = [];
  const refused: number[] = [];
  await storeEach(
    rows,
    (some) => {
      if (some.some((row) => bad.includes(row))) return Promise.reject(failing(code));
      stored.push(...some);
      return Promise.resolve();
    },
    (row) => refused.push(row),
  );
  return { stored, refused };
}

const rows = Array.from({ length: 25 }, (_, i) => i);

describe('storing rows together', () => {
  it('keeps all but those that the database will never take', async () => {
    expect(await store(rows, [0, 7, 24])).toEqual({
      stored: rows.filter((row) => ![0, 7, 24].includes(row)),
      refused: [0, 7, 24],
    });
    expect(await store([], [])).toEqual({ stored: [], refused: [] });
  });

  it('refuses nothing for what is no fault of a row', async () => {
    await expect(store(rows, [7], '57P01')).rejects.toThrow('no');
  });
});
