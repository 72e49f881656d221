import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { VirtualClock } from './virtual-clock.js';

describe('G8 a clock on which a day passes in seconds', () => {
  it('wakes whoever sleeps at the right time, and of those of one instant who fell asleep first', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20)), async (naps) => {
        const clock = new VirtualClock(1_000);
        const woken: { readonly nap: number; readonly index: number; readonly at: number }[] = [];
        const sleepers = naps.map((nap, index) =>
          clock.sleep(nap).then(() => woken.push({ nap, index, at: clock.now() })),
        );
        await clock.finish(Promise.all(sleepers));
        expect(woken.map(({ index }) => index)).toEqual(
          naps
            .map((nap, index) => ({ nap, index }))
            .sort((a, b) => a.nap - b.nap)
            .map(({ index }) => index),
        );
        for (const { nap, at } of woken) expect(at).toBe(1_000 + nap);
      }),
    ));

  it('lets what can go on go on before it moves, and passes over those that were woken early', async () => {
    const clock = new VirtualClock();
    const early = new AbortController();
    const work = async (): Promise<number[]> => {
      const interrupted = clock.sleep(1_000_000, early.signal).then(() => clock.now());
      await clock.sleep(10);
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
      early.abort();
      await clock.sleep(5);
      return [await interrupted, clock.now(), clock.sleeping];
    };
    expect(await clock.finish(work())).toEqual([10, 15, 0]);
    await clock.sleep(10, early.signal);
    expect(clock.now()).toBe(15);
  });

  it('says so when nothing is left to wait for', async () => {
    await expect(new VirtualClock(7).finish(new Promise(() => {}))).rejects.toThrow('stuck at 7 ms');
  });
});
