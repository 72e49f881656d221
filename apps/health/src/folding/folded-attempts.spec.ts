import { describe, expect, it } from '@jest/globals';
import { FoldedAttempts } from './folded-attempts.js';

describe('FoldedAttempts', () => {
  it('F2 knows what comes again, and forgets what is long gone', () => {
    const folded = new FoldedAttempts();
    expect(folded.add('first')).toBe(true);
    expect(folded.add('first')).toBe(false);
    for (let index = 0; index < 49_999; index += 1) folded.add(String(index));
    expect(folded.add('first')).toBe(false);
    expect(folded.add('one more')).toBe(true);
    expect(folded.add('first')).toBe(true);
  });
});
