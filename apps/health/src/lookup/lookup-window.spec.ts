import { describe, expect, it } from '@jest/globals';
import { lookupWindow } from './lookup-window.js';

describe('the days that are kept for look-up', () => {
  it.each(['2026-11-21T00:00:00.000Z', '2026-11-21T23:59:59.999Z'])('are whole ones at %s', (now) => {
    expect(lookupWindow(Date.parse(now), 7)).toEqual({
      oldest: new Date('2026-11-14T00:00:00Z'),
      newest: new Date('2026-11-23T00:00:00Z'),
    });
  });

  it('cover a part of a day that is to be kept', () => {
    expect(lookupWindow(Date.parse('2026-11-21T12:00:00Z'), 1.5).oldest).toEqual(
      new Date('2026-11-19T00:00:00Z'),
    );
  });
});
