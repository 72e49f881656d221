import { describe, expect, it } from '@jest/globals';
import { parseMoment } from './moment.js';

const now = Date.parse('2026-11-21T12:00:00Z');

describe('a moment as people write it', () => {
  it.each([
    ['2h', '2026-11-21T10:00:00.000Z'],
    ['1d', '2026-11-20T12:00:00.000Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['2026-11-20T05:00+01:00', '2026-11-20T04:00:00.000Z'],
  ])('%s is %s', (text, moment) => {
    expect(new Date(parseMoment(text, now)).toISOString()).toBe(moment);
  });

  it.each(['', 'yesterday', '2026-13-40'])('%j is none', (text) => {
    expect(() => parseMoment(text, now)).toThrow(/^give a time such as/);
  });
});
