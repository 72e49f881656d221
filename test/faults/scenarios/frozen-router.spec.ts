import { describe, expect, it } from '@jest/globals';
import { scaled } from '../world/scale.js';
import { inWorld } from '../world/world.js';
import { numbered } from './numbered.js';

describe('a router that is stopped until its lease and its session are over, and then goes on', () => {
  it('G1 I1 I2 I3 writes nothing and commits nothing of what another one has taken over', () =>
    inWorld({ partitions: 2 }, async (world) => {
      const { log, fleet, provider } = world;
      const requests = numbered('frozen', scaled(20, 500));
      await provider.behave({ requests: 'frozen', then: { kind: 'hold' } });
      const first = await fleet.start('first');
      await log.produce(world.chats(requests));
      await provider.called(requests.length);
      fleet.freeze('first');
      await fleet.start('second');
      await provider.called(2 * requests.length);
      await provider.release();
      await log.until(() => requests.every((request) => log.hasEnded(request)));

      first.kill('SIGCONT');
      // It is a member again, and does its share; its end shows that it has done with what it held.
      const later = numbered('later', 20);
      await provider.behave();
      await log.produce(world.chats(later));
      await log.until(() => later.every((request) => log.hasEnded(request)));
      expect(await fleet.stop('first')).toBe(0);
      expect(await world.verdict()).toEqual([]);
    }));
});
