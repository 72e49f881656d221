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

/** Calls back at each event of the consumer of the moment. */
function onEvent(gated: GatedServer, event: 'FETCH' | 'HEARTBEAT', listener: () => void): void {
  const consumer = gated.server.unwrap<Consumer>();
  consumer.on(consumer.events[event] as typeof consumer.events.HEARTBEAT, listener);
}

async function nextEvents(gated: GatedServer, event: 'FETCH' | 'HEARTBEAT', count: number): Promise<void> {
  let seen = 0;
  onEvent(gated, event, () => (seen += 1));
  await until(() => seen >= count);
}

describe('LogServer', () => {
  it('G3 admits no more than its credits and one fetch, and takes all in the end, each once', async () => {
    const topic = await newTopic(2);
    const value = 'x'.repeat(100);
    for (let round = 0; round < 30; round += 1) {
      await append(
        topic,
        [0, 1].flatMap((partition) => Array.from({ length: 10 }, () => ({ value, partition }))),
      );
    }
    const gated = await serverOn(topic, {
      concurrency: 8,
      buffer: 8,
      maxBytesPerPartition: 2_000,
      maxBytesPerFetch: 4_000,
    });
    let most = 0;
    const admitted = (): number => gated.server.snapshot().running + gated.server.snapshot().buffered;
    await until(() => gated.server.snapshot().paused);
    onEvent(gated, 'FETCH', () => (most = Math.max(most, admitted())));
    const atPause = admitted();
    await nextEvents(gated, 'FETCH', 5);
    expect(admitted()).toBe(atPause);
    expect(gated.running.size).toBe(8);
    const total = 600;
    while (gated.started.length < total || gated.running.size > 0) {
      gated.release();
      await new Promise((resolve) => setImmediate(resolve));
    }
    // A fetch of 4 kB holds at most 40 of these records.
    expect(most).toBeGreaterThanOrEqual(16);
    expect(most).toBeLessThanOrEqual(16 + 40);
    await until(async () => (await committedBy(gated.groupId, topic)).join() === '300,300');
    expect(gated.started).toHaveLength(total);
    expect(new Set(gated.started.map(({ partition, offset }) => `${partition}/${offset}`)).size).toBe(total);
  });

  it('G3 is held back by bytes as by counts', async () => {
    const topic = await newTopic();
    for (let round = 0; round < 5; round += 1) await append(topic, [{ value: 'x'.repeat(60_000) }]);
    const gated = await serverOn(topic, { maxBufferedBytes: 100_000, maxBytesPerPartition: 50_000 });
    await until(() => gated.server.snapshot().paused);
    await nextEvents(gated, 'FETCH', 3);
    expect(gated.started).toHaveLength(2);
    gated.releaseAllForGood();
    await until(async () => (await committedBy(gated.groupId, topic))[0] === 5);
  });

  it('F6 I5 runs so far ahead of a call that takes long, and no farther, and on from there when it ends', async () => {
    const topic = await newTopic();
    for (let round = 0; round < 30; round += 1) await append(topic, numbered(10));
    // However little it may be, a fetch brings one whole batch: ten records here.
    const gated = await serverOn(topic, { maxSpan: 45, maxBytesPerPartition: 1, maxBytesPerFetch: 1 });
    const isFirst = ({ offset }: { readonly offset: string }): boolean => offset === '0';
    const othersEnd = async (): Promise<void> => {
      gated.release((record) => !isFirst(record));
      await new Promise((resolve) => setImmediate(resolve));
    };
    while (!gated.server.snapshot().paused || gated.running.size > 1) await othersEnd();
    await nextEvents(gated, 'FETCH', 3);
    expect(gated.server.snapshot().partitions).toMatchObject([{ lowWater: 0, position: 50 }]);
    gated.releaseAllForGood();
    await until(async () => (await committedBy(gated.groupId, topic))[0] === 300);
    expect(gated.started).toHaveLength(300);
  });

  it('I6 waits for no record that could not even be put aside', async () => {
    const topic = await newTopic();
    for (let round = 0; round < 10; round += 1) await append(topic, numbered(10));
    const gated = await serverOn(topic, {
      maxSpan: 45,
      maxBytesPerPartition: 1,
      maxBytesPerFetch: 1,
      onDefect: () => Promise.reject(new Error('nobody takes it')),
    });
    await until(() => gated.running.size > 0);
    for (const gate of gated.running) if (gate.record.offset === '0') gate.fail(new Error('broken'));
    gated.releaseAllForGood();
    await until(() => gated.started.length === 100);
    expect(gated.server.snapshot().partitions).toMatchObject([{ lowWater: 0 }]);
  });

  it('F6 a call that outlasts the session, with intake paused, does not evict the consumer', async () => {
    const topic = await newTopic();
    await append(topic, numbered(4));
    const gated = await serverOn(topic, { concurrency: 1, buffer: 1, sessionTimeout: 6_000 });
    await until(() => gated.server.snapshot().paused);
    const member = (await groupOf(gated.groupId)).members[0]!.memberId;
    // One each half second: more than a session of them.
    await nextEvents(gated, 'HEARTBEAT', 14);
    const group = await groupOf(gated.groupId);
    expect(group).toMatchObject({ state: 'Stable', members: [{ memberId: member }] });
    expect(gated.server.state).toBe('running');
    gated.releaseAllForGood();
    await until(async () => (await committedBy(gated.groupId, topic))[0] === 4);
    expect(gated.startsOf(0)).toEqual([0, 1, 2, 3]);
  });
});
