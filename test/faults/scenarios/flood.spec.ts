import { describe, expect, it } from '@jest/globals';
import { turnsWaited } from '../checker/turns-waited.js';
import { scaled } from '../world/scale.js';
import { inWorld } from '../world/world.js';
import { numbered } from './numbered.js';

const callsAtOnce = 16;

describe('an organization that sends a hundred times as much as another', () => {
  it('G7 gets no more calls than the other while that one has requests', () =>
    inWorld({ partitions: 2, callsAtOnce }, async (world) => {
      const { log, fleet, provider, history } = world;
      const small = numbered('small', scaled(20, 100));
      const flood = numbered('flood', 100 * small.length);
      await provider.behave({ then: { kind: 'answer', afterMs: 50 } });
      await log.produce(world.chats(flood, { org: 'flood' }).map((sent) => ({ ...sent, partition: 0 })));
      await log.produce(world.chats(small, { org: 'small' }).map((sent) => ({ ...sent, partition: 1 })));
      await fleet.start('only');
      await log.until(() => log.ended === flood.length + small.length);
      expect(await world.verdict()).toEqual([]);

      const calls = history.all('called').toSorted((one, other) => one.at - other.at);
      const isSmall = ({ request }: { request: string }): boolean => request.startsWith('small');
      const first = calls.findIndex(isSmall);
      const last = calls.findLastIndex(isSmall);
      const ofFlood = calls.slice(first, last + 1).length - small.length;
      // Turn by turn, but for the slots that the flood had before the other came.
      expect(ofFlood).toBeLessThanOrEqual(2 * small.length + callsAtOnce);
      expect(first).toBeLessThanOrEqual(4 * callsAtOnce);
    }));

  it('G7 leaves those that come in the middle of it few turns to wait, one and all', () =>
    inWorld({ partitions: 2, callsAtOnce }, async (world) => {
      const { log, fleet, provider, history } = world;
      const small = numbered('small', scaled(20, 100));
      const flood = numbered('flood', 100 * small.length);
      await provider.behave({ then: { kind: 'answer', afterMs: 50 } });
      await log.produce(world.chats(flood, { org: 'flood' }).map((sent) => ({ ...sent, partition: 0 })));
      await fleet.start('only');
      await provider.ended(4 * callsAtOnce);
      await log.produce(world.chats(small, { org: 'small' }).map((sent) => ({ ...sent, partition: 1 })));
      await log.until(() => log.ended === flood.length + small.length);
      expect(await world.verdict()).toEqual([]);

      const waited = turnsWaited(history, (request) => request.startsWith('small'));
      expect(waited.size).toBe(small.length);
      // A turn each for those before it; and those that the flood has while it is fetched, of the thousands that wait.
      const most = small.length + 8 * callsAtOnce;
      expect([...waited].filter(([, turns]) => turns === null || turns > most)).toEqual([]);
    }));
});
