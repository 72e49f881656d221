import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { scaled } from '../world/scale.js';
import { inWorld } from '../world/world.js';
import { numbered } from './numbered.js';

/** Two signals within a second are taken for one: npm sends Ctrl-C twice. */
const anotherSignalAfterMs = 1_100;

describe('a router that is told to stop', () => {
  it('F6 I1 I2 I3 under load ends well, has committed what it finished, and leaves the rest to the next', () =>
    inWorld({ callsAtOnce: 32 }, async (world) => {
      const { log, fleet, provider } = world;
      const requests = numbered('stopped', scaled(500, 5_000));
      await provider.behave({ then: { kind: 'answer', afterMs: 200 } });
      await fleet.start('first');
      await log.produce(world.chats(requests));
      await provider.called(requests.length / 4);
      expect(await fleet.stop('first')).toBe(0);
      await provider.behave();
      await fleet.start('second');
      await log.until(() => log.ended === requests.length);
      expect(await world.verdict()).toEqual([]);
      expect(await provider.calls()).toHaveLength(requests.length);
    }));

  it('I1 I2 twice ends at once, and its calls are made again', () =>
    inWorld({}, async (world) => {
      const { log, fleet, provider, history } = world;
      const requests = numbered('twice', scaled(20, 500));
      await provider.behave({ then: { kind: 'hold' } });
      const first = await fleet.start('first');
      await log.produce(world.chats(requests));
      await provider.called(requests.length);
      first.kill('SIGTERM');
      await first.isReady(false);
      await sleep(anotherSignalAfterMs);
      first.kill('SIGTERM');
      expect(await first.exited).toBe(1);
      history.add({ type: 'lost', router: 'first', at: Date.now() });
      await provider.behave();
      await fleet.start('second');
      await log.until(() => log.ended === requests.length);
      expect(await world.verdict()).toEqual([]);
    }));
});
