import { describe, expect, it } from '@jest/globals';
import { errorClasses } from '#contracts';
import { causeOf, isAnnounced, nothingLeftText, rateText, reasonOf } from './health-reason.js';

describe('the reason of a health record', () => {
  it.each(errorClasses)('begins with its class, %s, which can be read back', (errorClass) => {
    expect(causeOf(reasonOf(errorClass, rateText(0.5)))).toBe(errorClass);
  });

  it('of a healthy model has none', () => {
    expect(causeOf(reasonOf(null, rateText(0)))).toBeNull();
  });

  it('D8 tells a limit that was announced from one that was met', () => {
    expect(isAnnounced(reasonOf('rate_limit', nothingLeftText))).toBe(true);
    expect(isAnnounced(reasonOf('rate_limit', rateText(1)))).toBe(false);
  });

  it('E5 gives the rate with two decimals', () => {
    expect(rateText(1)).toBe('failure_rate=100.00%');
    expect(rateText(1 / 3)).toBe('failure_rate=33.33%');
  });
});
