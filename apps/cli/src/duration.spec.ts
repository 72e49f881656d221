import { describe, expect, it } from '@jest/globals';
import { parseDuration } from './duration.js';

describe('a duration as people write it', () => {
  it.each([
    ['90', 90],
    ['45s', 45],
    ['30m', 1_800],
    ['1.5h', 5_400],
    ['2d', 172_800],
  ])('%s is %i seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each(['', '0', '-5m', 'm', '5 minutes', '1w', 'Infinity'])('%j is none', (text) => {
    expect(() => parseDuration(text)).toThrow('give a time such as 90s, 30m or 2h');
  });
});
