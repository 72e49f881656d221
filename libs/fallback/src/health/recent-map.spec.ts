import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RecentMap } from './recent-map.js';

const idleMs = 100_000;

describe('RecentMap', () => {
  it('forgets what nobody asked for in time', () => {
    const map = new RecentMap<number>({ capacity: 9, idleMs });
    map.set('a', 1, 0);
    expect(map.get('a', idleMs)).toBe(1);
    expect(map.get('a', 2 * idleMs)).toBe(1);
    expect(map.peek('a')).toBe(1);
    expect(map.get('a', 3 * idleMs + 1)).toBeUndefined();
    expect(map.size).toBe(0);
  });

  it('makes room by what is idle, also while there is some', () => {
    const map = new RecentMap<number>({ capacity: 9, idleMs });
    for (const key of ['a', 'b']) map.set(key, 1, 0);
    map.get('a', 60_000);
    map.set('c', 1, idleMs + 1);
    expect(['a', 'b', 'c'].map((key) => map.peek(key))).toEqual([1, undefined, 1]);
  });

  it('never holds more than it may, and of all that was used only the latest', () => {
    const use = fc.record({ key: fc.nat(30).map(String), kind: fc.constantFrom('get', 'set') });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.array(use, { maxLength: 100 }), (capacity, uses) => {
        const map = new RecentMap<string>({ capacity, idleMs: Infinity });
        let byAge: string[] = [];
        for (const [second, { key, kind }] of uses.entries()) {
          if (kind === 'set') map.set(key, key, second * 1_000);
          const isHeld = map.get(key, second * 1_000) === key;
          expect(isHeld).toBe(kind === 'set' || byAge.includes(key));
          if (isHeld) byAge = [...byAge.filter((each) => each !== key), key];

          const held = [...map.values()];
          expect(held.length).toBeLessThanOrEqual(capacity);
          expect(held.length).toBeGreaterThanOrEqual(Math.min(byAge.length, capacity * 0.9));
          expect(held).toEqual(byAge.slice(-held.length));
          byAge = held;
        }
      }),
    );
  });
});
