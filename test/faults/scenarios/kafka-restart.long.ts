import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { freePort } from '../../../deploy/local/free-port.js';
import { startKafka } from '../../../deploy/local/kafka.js';
import { inWorld } from '../world/world.js';
import { numbered } from './numbered.js';

describe('routers whose broker, the only one and so the coordinator too, is restarted', () => {
  it('I1 I2 I6 lose nothing that it had acknowledged', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'understudy-faults-'));
    await chmod(dataDir, 0o711);
    const port = await freePort();
    let broker = await startKafka({ dataDir, port });
    try {
      await inWorld({ brokers: broker.brokers }, async (world) => {
        const { log, fleet, provider } = world;
        const requests = numbered('restarted', 10_000);
        await provider.behave({ then: { kind: 'answer', afterMs: 100 } });
        await fleet.start('first');
        await fleet.start('second');
        await log.produce(world.chats(requests));
        for (const part of [0.2, 0.5, 0.8]) {
          await log.until(() => log.ended >= requests.length * part);
          await broker.stop();
          broker = await startKafka({ dataDir, port });
        }
        await log.until(() => log.ended === requests.length);
        expect(await world.verdict()).toEqual([]);
      });
    } finally {
      await broker.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
