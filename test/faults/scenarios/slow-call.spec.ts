import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { scaled } from '../world/scale.js';
import { inWorld } from '../world/world.js';
import { numbered } from './numbered.js';

/** Longer than a session in the group lasts without heartbeats. */
const slowMs = scaled(12_000, 60_000);

describe('a call that is slower than a session in the group', () => {
  it('F6 I3 I6 neither holds up the fast ones behind it nor costs the router its place', () =>
    inWorld({ partitions: 1, callsAtOnce: 64, env: { OPENAI_TIMEOUT: '300' } }, async (world) => {
      const { log, fleet, provider } = world;
      const fast = numbered('fast', scaled(500, 5_000));
      await provider.behave({ requests: 'slow', then: { kind: 'hold' } });
      const router = await fleet.start('only');
      await log.produce(world.chats(['slow', ...fast]));
      await Promise.all([log.until(() => log.ended === fast.length), sleep(slowMs)]);
      expect(await log.lookAtOffsets()).toBe(false);
      await provider.release();
      await log.until(() => log.hasEnded('slow'));
      expect(await world.verdict()).toEqual([]);
      expect(router.lines.filter(({ msg }) => msg === 'Joined the group')).toHaveLength(1);
      expect(await provider.calls()).toHaveLength(fast.length + 1);
    }));
});
