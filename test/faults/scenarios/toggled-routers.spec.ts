import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { scaled } from '../world/scale.js';
import { inWorld } from '../world/world.js';
import { numbered } from './numbered.js';

/** The same toggles in every run. */
function* chances(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

const routersAtOnce = 3;

describe('routers that come and go every 0 to 500 ms', () => {
  it('F6 I1 I2 I3 lose nothing, and call less than a fifth of the requests again', () =>
    inWorld({ partitions: 8, callsAtOnce: 64 }, async (world) => {
      const { log, fleet, provider, history } = world;
      const chance = chances(1);
      const requests = numbered('toggled', scaled(1_000, 20_000));
      await provider.behave({ then: { kind: 'answer', afterMs: 50 } });
      const up: string[] = [];
      let started = 0;
      const toggle = async (): Promise<void> => {
        if (up.length < routersAtOnce && chance.next().value < 0.6) {
          started += 1;
          up.push(`r${started}`);
          await fleet.launch(`r${started}`);
        } else {
          const leaving = up.shift();
          if (leaving === undefined) return;
          if (chance.next().value < 0.25) await fleet.kill(leaving);
          else void fleet.stop(leaving);
        }
      };

      const producing = log.produce(world.chats(requests));
      for (let toggles = scaled(10, 300); toggles > 0; toggles -= 1) {
        await toggle();
        await sleep(chance.next().value * 500);
      }
      await fleet.start('last');
      await producing;
      await log.until(() => log.ended === requests.length);
      expect(await world.verdict()).toEqual([]);
      const calledAgain = [...history.byRequest('called').values()].filter(({ length }) => length > 1);
      expect(calledAgain.length).toBeLessThan(requests.length / 5);
    }));
});
