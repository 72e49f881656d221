import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { scaled } from '../world/scale.js';
import type { Sent } from '../world/sent.js';
import { inWorld, type World } from '../world/world.js';
import { numbered } from './numbered.js';

const env = { ROUTER_ORDERING: 'key' };
const partitions = 4;

/** The same requests under so many keys in turn; a key has one partition. */
const keyed = (world: World, requests: readonly string[], keys: number): Sent[] =>
  world.chats(requests).map((sent, index) => {
    const key = index % keys;
    const message = { ...sent.message, key: `key-${key}` };
    return { ...sent, message, partition: key % partitions, ordered: `key-${key}` };
  });

describe('routers that keep the order of keys', () => {
  it('F6 I1 I2 I3 I4 keep it while they are killed, stopped and joined', () =>
    inWorld({ partitions, callsAtOnce: 32, env }, async (world) => {
      const { log, fleet, provider } = world;
      const requests = numbered('ordered', scaled(400, 8_000));
      await provider.behave({ then: { kind: 'answer', afterMs: 50 } });
      await fleet.start('r0');
      const producing = log.produce(keyed(world, requests, 20));
      for (let round = 1; round <= scaled(2, 30); round += 1) {
        await provider.called(20 * round);
        await fleet.launch(`r${round}`);
        await sleep(100);
        if (round % 2 === 0) void fleet.stop(`r${round - 1}`);
        else await fleet.kill(`r${round - 1}`);
      }
      await producing;
      await log.until(() => log.ended === requests.length);
      expect(await world.verdict()).toEqual([]);
    }));
});
