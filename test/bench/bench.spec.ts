import { expect, it } from '@jest/globals';
import { Bench } from './bench.js';

it('stops at its end what was started and is still up, and that once', async () => {
  const stopped: string[] = [];
  const bench = new Bench({ rounds: 1, cpuProfiles: null });
  const stopping = (name: string) =>
    bench.stopping(() => {
      stopped.push(name);
      return Promise.resolve();
    });
  const stopFirst = stopping('first');
  stopping('second');
  await stopFirst();
  expect(stopped).toEqual(['first']);
  await bench.close();
  await stopFirst();
  expect(stopped).toEqual(['first', 'second']);
});
