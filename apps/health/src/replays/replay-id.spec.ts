import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { replayedName, replayId, replayNumber, replayPrefix } from './replay-id.js';

describe('the id of a replay', () => {
  it('G8 says whose replay it is, and which', () => {
    expect(replayId('req-1', 1)).toBe('req-1~replay-1');
    expect(replayNumber('req-1~replay-12')).toBe(12);
    expect(replayedName('req-1~replay-12')).toBe('req-1');
  });

  it('G8 does not nest: a replay of a replay is one more of the first', () => {
    expect(replayId('req-1~replay-1', 2)).toBe('req-1~replay-2');
  });

  it.each(['req-1', 'req-1~replay-', 'req-1~replay-0', 'req-1~replay-01', 'req-1~replay-x', '~replay-1'])(
    'takes %s for no replay',
    (customId) => expect([replayNumber(customId), replayedName(customId)]).toEqual([null, null]),
  );

  it('G8 law: fits whatever the id, is the same each time, and leads back to its siblings', () => {
    const id = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 256 })
      .filter((text) => text.length <= 256);
    const n = fc.integer({ min: 1, max: 999_999_999 });
    fc.assert(
      fc.property(id, n, (customId, number) => {
        const replay = replayId(customId, number);
        expect(replay.length).toBeLessThanOrEqual(256);
        expect(replay.isWellFormed()).toBe(true);
        expect(replayNumber(replay)).toBe(number);
        expect(replayPrefix(replay)).toBe(replayPrefix(customId));
        expect(replayId(customId, number)).toBe(replay);
      }),
    );
  });

  it('G8 tells long ids apart that begin alike', () => {
    const [one, other] = ['a', 'b'].map((end) => replayPrefix('x'.repeat(255) + end));
    expect(one).not.toBe(other);
  });
});
