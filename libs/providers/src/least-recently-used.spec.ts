import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LeastRecentlyUsed } from './least-recently-used.js';

describe('LeastRecentlyUsed', () => {
  it('forgets what was not asked for the longest', () => {
    const kept = new LeastRecentlyUsed<number>(2);
    kept.set('a', 1);
    kept.set('b', 2);
    kept.get('a');
    kept.set('c', 3);
    expect([kept.get('a'), kept.get('b'), kept.get('c')]).toEqual([1, undefined, 3]);
    kept.clear();
    expect(kept.get('a')).toBeUndefined();
  });

  it('holds the newest keys, never more than its limit', () => {
    const keys = fc.array(fc.constantFrom(...'abcdefg'), { minLength: 1 });
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 5 }), (written, limit) => {
        const kept = new LeastRecentlyUsed<string>(limit);
        for (const key of written) kept.set(key, key);
        const newest = [...new Set(written.toReversed())].slice(0, limit);
        expect([...'abcdefg'].filter((key) => kept.get(key) === key)).toEqual(newest.toSorted());
      }),
    );
  });
});
