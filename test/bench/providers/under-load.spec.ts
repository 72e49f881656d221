import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { underLoad } from './under-load.js';

it('makes as many calls as asked for, 64 of them at a time', async () => {
  let made = 0;
  let underWay = 0;
  let most = 0;
  const load = await underLoad(async () => {
    made += 1;
    underWay += 1;
    most = Math.max(most, underWay);
    await turnOfTheLoop();
    underWay -= 1;
  }, 1_000);
  expect([made, most, underWay]).toEqual([1_000, 64, 0]);
  expect(load.callsPerSecond).toBeGreaterThan(0);
});
