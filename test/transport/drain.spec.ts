import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Consumer } from 'kafkajs';
import { GatedServer } from './gated-server.js';
import { append, committedBy, groupOf, newTopic, numbered, until } from './real-log.js';

const servers: GatedServer[] = [];

async function serverOn(...args: ConstructorParameters<typeof GatedServer>): Promise<GatedServer> {
  const gated = new GatedServer(...args);
  servers.push(gated);
  return gated.start();
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

describe('LogServer, drained', () => {
  it('G1 finishes and commits what runs, hands back the rest, and leaves the group', async () => {
    const topic = await newTopic();
    await append(topic, numbered(30));
    const gated = await serverOn(topic, { concurrency: 10, buffer: 10 });
    await until(() => gated.running.size === 10 && gated.server.snapshot().paused);
    const drained = gated.server.drain();
    expect(gated.server.drain()).toBe(drained);
    expect(gated.server).toMatchObject({ state: 'draining' });
    expect(gated.server.isReady()).toBe(false);
    expect(gated.server.snapshot().buffered).toBe(0);
    gated.release();
    await drained;
    expect(gated.server.state).toBe('stopped');
    expect(gated.started).toHaveLength(10);
    expect(await committedBy(gated.groupId, topic)).toEqual([10]);
    expect((await groupOf(gated.groupId)).members).toEqual([]);

    const next = await serverOn(topic, { groupId: gated.groupId });
    await until(() => next.running.size === 20);
    expect(next.startsOf(0)[0]).toBe(10);
  });

  it('goes on polling while it waits, so that a newcomer is not held up', async () => {
    const topic = await newTopic(2);
    const groupId = randomUUID();
    await append(topic, [...numbered(5, 0), ...numbered(5, 1)]);
    const leaving = await serverOn(topic, { groupId, sessionTimeout: 6_000 });
    await until(() => leaving.running.size === 10);
    const drained = leaving.server.drain();
    let heartbeats = 0;
    const consumer = leaving.server.unwrap<Consumer>();
    consumer.on(consumer.events.HEARTBEAT, () => (heartbeats += 1));
    const newcomer = await serverOn(topic, { groupId });
    await until(() => newcomer.running.size === 5);
    await until(() => heartbeats >= 2);
    expect(leaving.started).toHaveLength(10);
    leaving.release();
    await drained;
    newcomer.releaseAllForGood();
    await until(async () => (await committedBy(groupId, topic)).join() === '5,5');
  });

  it('leaves a call behind when the grace is over; its record goes to another', async () => {
    const topic = await newTopic();
    await append(topic, numbered(3));
    const gated = await serverOn(topic, { drainGraceMs: 100 });
    await until(() => gated.running.size === 3);
    gated.release(({ offset }) => offset === '0');
    await gated.server.drain();
    expect(await committedBy(gated.groupId, topic)).toEqual([1]);
    const next = await serverOn(topic, { groupId: gated.groupId });
    await until(() => next.running.size === 2);
    expect(next.startsOf(0)).toEqual([1, 2]);
  });

  it('ends at once where it never began', async () => {
    const gated = new GatedServer('no-topic');
    await gated.server.close();
    expect(gated.server.state).toBe('stopped');
  });
});
