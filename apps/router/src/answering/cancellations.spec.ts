import { describe, expect, it } from '@jest/globals';
import { Cancellations } from './cancellations.js';

/** Resolves with whether the signal was told of a cancellation, once somebody says `go on`. */
function held(cancellations: Cancellations, key: string) {
  const goOn = Promise.withResolvers<void>();
  const seen = cancellations.during(key, async (signal) => {
    await goOn.promise;
    return signal.aborted;
  });
  return { goOn: goOn.resolve, seen };
}

describe('a cancellation', () => {
  it('ends the request that runs, and no other', async () => {
    const cancellations = new Cancellations();
    const [one, another] = [held(cancellations, 'one'), held(cancellations, 'another')];
    cancellations.cancel('one');
    one.goOn();
    another.goOn();
    expect(await one.seen).toBe(true);
    expect(await another.seen).toBe(false);
  });

  it('holds for a request that is still to come, each time that it comes', async () => {
    const cancellations = new Cancellations();
    cancellations.cancel('one');
    for (let turn = 0; turn < 2; turn += 1)
      expect(await cancellations.during('one', (signal) => Promise.resolve(signal.aborted))).toBe(true);
  });

  it('is done with a request that has ended, even by a throw', async () => {
    const cancellations = new Cancellations();
    let signal: AbortSignal | undefined;
    const work = cancellations.during('one', (told) => {
      signal = told;
      return Promise.reject(new Error('a defect'));
    });
    await expect(work).rejects.toThrow('a defect');
    cancellations.cancel('one');
    expect(signal?.aborted).toBe(false);
  });
});
