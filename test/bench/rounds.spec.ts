import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compare, median, quantile, typically } from './rounds.js';

const times = fc.array(fc.double({ min: 0.001, max: 10_000, noNaN: true }), { minLength: 1, maxLength: 50 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('quantile', () => {
  it('is the sample at its place, or lies in proportion between two', () => {
    const samples = [40, 10, 30, 20];
    expect(quantile(samples, 0)).toBe(10);
    expect(quantile(samples, 1)).toBe(40);
    expect(quantile(samples, 0.5)).toBe(25);
    expect(quantile(samples, 0.9)).toBeCloseTo(37);
    expect(median([3, 1, 2])).toBe(2);
  });

  it('never grows when the share shrinks, and is of the samples in any order', () => {
    fc.assert(
      fc.property(times, share, share, (samples, a, b) => {
        expect(quantile(samples, Math.min(a, b))).toBeLessThanOrEqual(quantile(samples, Math.max(a, b)));
        expect(quantile(samples.toReversed(), a)).toBe(quantile(samples, a));
      }),
    );
  });

  it('refuses to be of nothing', () => {
    expect(() => quantile([], 0.5)).toThrow('no samples');
  });
});

describe('typically', () => {
  it('is not moved by one round that something disturbed', () => {
    const round = [1, 2, 3];
    expect(typically([round, [900, 900, 900], round], 0.5)).toBe(2);
  });
});

describe('compare', () => {
  it('says what one thing costs over another', () => {
    const direct = [
      [1, 1, 1],
      [2, 2, 2],
      [4, 4, 4],
    ];
    const planned = [
      [1.5, 1.5, 9],
      [3, 3, 3],
      [6, 6, 6],
    ];
    expect(compare(planned, direct)).toEqual({ difference: 1, ratio: 1.5 });
  });

  it('compares at another quantile as well', () => {
    expect(compare([[1, 2, 9]], [[1, 2, 4]], 1)).toEqual({ difference: 5, ratio: 2.25 });
  });

  it('has the same ratio however slow each round was for both', () => {
    fc.assert(
      fc.property(times, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (samples, slowness) => {
        const direct = slowness.map((factor) => samples.map((ms) => ms * factor));
        const planned = slowness.map((factor) => samples.map((ms) => ms * factor * 3));
        expect(compare(planned, direct).ratio).toBeCloseTo(3);
      }),
    );
  });

  it('refuses what was measured in other rounds', () => {
    expect(() => compare([[1]], [[1], [2]])).toThrow('same rounds');
  });
});
