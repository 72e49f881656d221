import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { freePort } from '../../../deploy/local/free-port.js';
import { startPostgres } from '../../../deploy/local/postgres.js';
import { scaled } from '../world/scale.js';
import { inWorld, mostCalls } from '../world/world.js';
import { numbered } from './numbered.js';

describe('routers and their database', () => {
  it('I1 I2 run nothing unclaimed while it is away, and each request once when it is back', () =>
    inWorld({}, async (world) => {
      const { log, fleet, postgres, provider } = world;
      const [before, during] = [
        numbered('before', scaled(50, mostCalls())),
        numbered('during', scaled(200, 5_000)),
      ];
      await provider.behave({ requests: 'before', then: { kind: 'hold' } });
      const router = await fleet.start('only', postgres.env);
      await log.produce(world.chats(before));
      await provider.called(before.length);
      await postgres.relay.down();
      await log.produce(world.chats(during));
      await provider.release();
      await provider.ended(before.length);
      await router.isReady(false);
      expect(await provider.calls()).toHaveLength(before.length);
      await postgres.relay.up();
      await log.until(() => log.ended === before.length + during.length);
      expect(await world.verdict()).toEqual([]);
      expect(await provider.calls()).toHaveLength(before.length + during.length);
    }));

  it('I1 I2 I6 keep their leases and their places in the group while it is slow', () =>
    inWorld({}, async (world) => {
      const { log, fleet, postgres, provider } = world;
      const requests = numbered('slow', scaled(300, 3_000));
      await fleet.start('first', postgres.env);
      await fleet.start('second', postgres.env);
      postgres.relay.delayMs = 400;
      await log.produce(world.chats(requests));
      await log.until(() => log.ended === requests.length);
      expect(await world.verdict()).toEqual([]);
      expect(await provider.calls()).toHaveLength(requests.length);
    }));

  it('I1 I2 come through its restart in the middle of their calls', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'understudy-faults-'));
    // As root, Postgres runs as another user, who must be able to pass.
    await chmod(dataDir, 0o711);
    const port = await freePort();
    let server = await startPostgres({ dataDir, port });
    try {
      await inWorld({ serverUrl: server.url }, async (world) => {
        const { log, fleet, provider } = world;
        const requests = numbered('restarted', scaled(300, 3_000));
        await provider.behave({ then: { kind: 'answer', afterMs: 100 } });
        await fleet.start('first');
        await fleet.start('second');
        await log.produce(world.chats(requests));
        await provider.called(requests.length / 3);
        await server.stop();
        server = await startPostgres({ dataDir, port });
        await log.until(() => log.ended === requests.length);
        expect(await world.verdict()).toEqual([]);
      });
    } finally {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
