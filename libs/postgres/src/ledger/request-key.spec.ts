import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inKeyOrder, keyText } from './request-key.js';

const key = fc.record({ org: fc.string({ unit: 'binary' }), customId: fc.string({ unit: 'binary' }) });

describe('request keys', () => {
  it('are the same text before and after the way to the database and back', () => {
    const asStored = (text: string): string => Buffer.from(text).toString();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', '\ud800', '\udc00'), (org, half) => {
        const sent = { org, customId: `${half}x` };
        const stored = { org: asStored(sent.org), customId: asStored(sent.customId) };
        expect(keyText(sent)).toBe(keyText(stored));
      }),
    );
  });

  it('tell the organization from the id', () => {
    expect(keyText({ org: 'a', customId: 'bc' })).not.toBe(keyText({ org: 'ab', customId: 'c' }));
  });

  it('have one order, however they come', () => {
    const keys = fc.uniqueArray(key, { selector: keyText });
    fc.assert(
      fc.property(keys, fc.infiniteStream(fc.double({ noNaN: true })), (items, chance) => {
        const order = new Map(items.map((item) => [item, chance.next().value as number]));
        const shuffled = [...items].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
        expect(inKeyOrder(shuffled)).toEqual(inKeyOrder(items));
      }),
    );
  });
});
