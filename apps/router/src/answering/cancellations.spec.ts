import { beforeEach, describe, expect, it } from '@jest/globals';
import { requestKey } from '#contracts';
import { pino } from 'pino';
import { Cancellations } from './cancellations.js';

const request = (custom_id: string) => ({ org: 'acme', custom_id });
const keyOf = (customId: string): string => requestKey(request(customId));

const logger = pino({ level: 'silent' });
let woken: string[];
let cancellations: Cancellations;
beforeEach(() => {
  woken = [];
  const ledger = {
    wake: ({ org, customId }: { org: string; customId: string }) => {
      woken.push(`${org}/${customId}`);
      return Promise.reject(new Error('the database is out'));
    },
  };
  cancellations = new Cancellations(ledger, logger);
});

/** Resolves with whether the signal was told of a cancellation, once somebody says `go on`. */
function held(customId: string) {
  const goOn = Promise.withResolvers<void>();
  const seen = cancellations.during(keyOf(customId), async (signal) => {
    await goOn.promise;
    return signal.aborted;
  });
  return { goOn: goOn.resolve, seen };
}

describe('a cancellation', () => {
  it('ends the request that runs, and no other', async () => {
    const [one, another] = [held('one'), held('another')];
    cancellations.cancel(request('one'));
    one.goOn();
    another.goOn();
    expect(await one.seen).toBe(true);
    expect(await another.seen).toBe(false);
    expect(woken).toEqual(['acme/one']);
  });

  it('holds for a request that is still to come, each time that it comes', async () => {
    cancellations.cancel(request('one'));
    for (let turn = 0; turn < 2; turn += 1)
      expect(await cancellations.during(keyOf('one'), (signal) => Promise.resolve(signal.aborted))).toBe(
        true,
      );
  });

  it('is done with a request that has ended, even by a throw', async () => {
    let signal: AbortSignal | undefined;
    const work = cancellations.during(keyOf('one'), (told) => {
      signal = told;
      return Promise.reject(new Error('a defect'));
    });
    await expect(work).rejects.toThrow('a defect');
    cancellations.cancel(request('one'));
    expect(signal?.aborted).toBe(false);
  });
});
