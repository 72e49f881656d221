import { afterEach, describe, expect, it } from '@jest/globals';
import { GatedServer } from './gated-server.js';
import { append, committedBy, newTopic, numbered, until } from './real-log.js';

const servers: GatedServer[] = [];

async function serverOn(...args: ConstructorParameters<typeof GatedServer>): Promise<GatedServer> {
  const gated = new GatedServer(...args);
  servers.push(gated);
  return gated.start();
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

describe('LogServer', () => {
  it('F6 runs many calls at once on two partitions, which end in any order, each once', async () => {
    const topic = await newTopic(2);
    await append(topic, [...numbered(300, 0), ...numbered(300, 1)]);
    const gated = await serverOn(topic);
    await until(() => gated.running.size === 600);
    gated.release(({ offset }) => Number(offset) % 7 === 3);
    gated.release(({ offset }) => Number(offset) % 3 === 2);
    gated.release();
    await until(async () => (await committedBy(gated.groupId, topic)).join() === '300,300');
    expect(new Set(gated.started.map(({ partition, offset }) => `${partition}/${offset}`)).size).toBe(600);
    expect(gated.started).toHaveLength(600);
  });

  it('G1 commits no further than a record that is stuck', async () => {
    const topic = await newTopic();
    await append(topic, numbered(50));
    const gated = await serverOn(topic);
    await until(() => gated.running.size === 50);
    gated.release(({ offset }) => offset !== '10');
    await until(async () => (await committedBy(gated.groupId, topic))[0]! >= 10);
    const [lag] = gated.server.snapshot().partitions;
    expect(lag).toMatchObject({ lowWater: 10, position: 50, highWater: 50, incomplete: 1 });
    gated.isOpen = true;
    await append(topic, numbered(20));
    await until(() => gated.started.length === 70);
    await until(() => gated.server.snapshot().running === 1);
    expect(await committedBy(gated.groupId, topic)).toEqual([10]);
    gated.release();
    await until(async () => (await committedBy(gated.groupId, topic))[0] === 70);
  });

  it('goes on past a handler that throws, which is told with its record', async () => {
    const topic = await newTopic();
    await append(topic, numbered(20));
    const gated = await serverOn(topic);
    await until(() => gated.running.size === 20);
    for (const gate of gated.running) {
      if (gate.record.offset === '3') gate.fail(new TypeError('a defect'));
      else gate.open();
    }
    await until(async () => (await committedBy(gated.groupId, topic))[0] === 20);
    expect(gated.defects).toMatchObject([{ record: { offset: '3' }, error: new TypeError('a defect') }]);
  });

  it('waits with the offset until a defect has been put aside', async () => {
    const topic = await newTopic();
    await append(topic, numbered(2));
    const aside = Promise.withResolvers<void>();
    const gated = await serverOn(topic, { onDefect: () => aside.promise });
    await until(() => gated.running.size === 2);
    for (const gate of gated.running) gate.fail(new Error('a defect'));
    await until(() => gated.running.size === 0);
    expect(gated.server.snapshot()).toMatchObject({ running: 2, partitions: [{ lowWater: 0 }] });
    aside.resolve();
    await until(async () => (await committedBy(gated.groupId, topic))[0] === 2);
  });

  it('leaves a defect that nobody takes on the log, and goes on with the rest', async () => {
    const topic = await newTopic();
    await append(topic, numbered(2));
    const gated = await serverOn(topic, { onDefect: () => Promise.reject(new Error('nobody takes it')) });
    await until(() => gated.running.size === 2);
    for (const gate of gated.running) {
      if (gate.record.offset === '0') gate.fail(new Error('a defect'));
      else gate.open();
    }
    await until(() => gated.server.snapshot().running === 0);
    expect(gated.server.snapshot()).toMatchObject({ partitions: [{ lowWater: 0, position: 2 }] });
  });

  it('hands on null keys and values, no headers, repeated headers and raw bytes', async () => {
    const topic = await newTopic();
    const raw = Buffer.from([0xff, 0x00, 0xfe]);
    await append(topic, [
      { key: null, value: null },
      { key: '', value: '', headers: { one: 'a', two: ['b', 'c'] } },
      { key: raw, value: raw, headers: { bytes: raw } },
    ]);
    const gated = await serverOn(topic);
    await until(() => gated.started.length === 3);
    const [empty, repeated, bytes] = gated.started;
    expect(empty).toMatchObject({ topic, partition: 0, offset: '0', key: null, value: null, headers: {} });
    expect(repeated).toMatchObject({
      key: Buffer.from(''),
      headers: { two: [Buffer.from('b'), Buffer.from('c')] },
    });
    expect(bytes).toMatchObject({ key: raw, value: raw, headers: { bytes: raw } });
  });

  it('skips the markers of transactions: the lag goes back to 0', async () => {
    const topic = await newTopic();
    await append(topic, numbered(3), true);
    const gated = await serverOn(topic);
    gated.isOpen = true;
    await until(async () => (await committedBy(gated.groupId, topic))[0] === 4);
    await append(topic, numbered(2), true);
    await until(async () => (await committedBy(gated.groupId, topic))[0] === 7);
    expect(gated.startsOf(0)).toEqual([0, 1, 2, 4, 5]);
  });
});
