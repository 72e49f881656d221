import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { steadyRate, type Progress } from './steady-rate.js';

/** Looks every 25 ms until all are answered. */
function looks(answeredAt: (ms: number) => number, all: number): Progress[] {
  const progress: Progress[] = [{ at: 0, answered: 0 }];
  for (let at = 25; progress.at(-1)!.answered < all; at += 25) {
    progress.push({ at, answered: Math.min(all, Math.floor(answeredAt(at))) });
  }
  return progress;
}

it('is the rate of a flow, whatever came before it and however few the last ones were', () => {
  const rate = fc.integer({ min: 200, max: 10_000 });
  const startMs = fc.integer({ min: 0, max: 3_000 });
  fc.assert(
    fc.property(rate, startMs, (perSecond, silent) => {
      const all = perSecond * 4;
      const flow = (ms: number) => (Math.max(0, ms - silent) / 1_000) * perSecond;
      const tail = (ms: number) => Math.min(flow(ms), all * 0.99 + ms / 1_000);
      expect(steadyRate(looks(tail, all), 100) / perSecond).toBeCloseTo(1, 1);
    }),
  );
});

it('is that of whole waves where answers come in waves', () => {
  const wave = 64;
  const waves = (ms: number) => {
    const whole = Math.floor(ms / 1_010);
    const ofThis = whole === 0 ? 0 : Math.min(1, (ms % 1_010) / 40);
    return Math.max(0, (whole - 1 + ofThis) * wave);
  };
  expect(steadyRate(looks(waves, 4 * wave), wave)).toBeCloseTo((wave * 1_000) / 1_010, 0);
});
