import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { eventLoopLag } from './event-loop-lag.js';

describe('eventLoopLag', () => {
  it('tells of the loop that was held up since the last look, once', async () => {
    const lag = eventLoopLag();
    await sleep(100);
    lag();
    // Node counts again from the first timer after a look.
    await sleep(100);
    const end = performance.now() + 300;
    while (performance.now() < end);
    await sleep(100);
    expect(lag()).toBeGreaterThan(0.2);
    expect(lag()).toBe(0);
  });
});
