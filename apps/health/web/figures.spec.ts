import { describe, expect, it } from '@jest/globals';
import { counted, dollars, duration, percent, span } from './figures.js';

describe('figures', () => {
  it.each([
    [0, '0 %'],
    [0.0004, '< 0.1 %'],
    [0.034, '3.4 %'],
    [0.0996, '10 %'],
    [0.5, '50 %'],
    [0.9996, '> 99.9 %'],
    [1, '100 %'],
  ])('shares: %d is %s', (share, text) => {
    expect(percent(share)).toBe(text);
  });

  it.each([
    [null, '–'],
    [0, '0 ms'],
    [999.6, '1.0 s'],
    [812, '812 ms'],
    [1_840, '1.8 s'],
    [9_980, '10 s'],
    [59_700, '1 min'],
    [200_000, '3 min'],
  ])('durations: %d ms is %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it.each([
    [40_000, '40 s'],
    [-3, '0 s'],
    [360_000, '6 min'],
    [12_000_000, '3 h 20 min'],
    [7_200_000, '2 h'],
    [200_000_000, '2 d'],
  ])('spans: %d ms is %s', (ms, text) => {
    expect(span(ms)).toBe(text);
  });

  it.each([
    [null, '–'],
    [0, '$0'],
    [1_234.5, '$1,234.50'],
    [0.0021, '$0.0021'],
    [0.000_000_12, '$0.00000012'],
    [0.0996, '$0.10'],
  ])('sums: %d is %s', (usd, text) => {
    expect(dollars(usd)).toBe(text);
  });

  it('counts', () => {
    expect([counted(1, 'model'), counted(1_200, 'model')]).toEqual(['1 model', '1,200 models']);
  });
});
