import { afterEach, describe, expect, it } from '@jest/globals';
import type { LogRecord } from '#contracts';
import { GatedServer } from './gated-server.js';
import { append, committedBy, newTopic, until } from './real-log.js';

const servers: GatedServer[] = [];

const flowOf = ({ key }: LogRecord): string => key!.toString();
const records = (flow: string, partition: number, count: number) =>
  Array.from({ length: count }, () => ({ key: flow, value: 'x'.repeat(100), partition }));

/** Eight slots of which a flow may have seven; a fetch brings a partition twenty records or less. */
async function smallServerOn(topic: string): Promise<GatedServer> {
  const gated = new GatedServer(topic, {
    flowOf: (record) => ({ name: flowOf(record), lane: 'normal' }),
    concurrency: 8,
    flowConcurrency: 7,
    buffer: 8,
    maxBytesPerPartition: 2_000,
    maxBytesPerFetch: 4_000,
  });
  servers.push(gated);
  return gated.start();
}

/** In batches of ten: no fetch brings less than a batch. */
async function appendInBatches(topic: string, messages: ReturnType<typeof records>): Promise<void> {
  for (let at = 0; at < messages.length; at += 10) await append(topic, messages.slice(at, at + 10));
}

const isPaused = (gated: GatedServer, partition: number): boolean =>
  gated.server.snapshot().partitions.find((each) => each.partition === partition)?.paused ?? false;

/** Ends one handler of a flow and waits for the one that starts in its place. */
async function endOne(gated: GatedServer, flow: string): Promise<string> {
  const before = gated.started.length;
  [...gated.running].find(({ record }) => flowOf(record) === flow)!.open();
  await until(() => gated.started.length > before);
  return flowOf(gated.started[before]!);
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

describe('LogServer, with a flow that floods it', () => {
  it('G7 starts another flow at once though no call of the flood ends, and gives it every second slot', async () => {
    const topic = await newTopic(2);
    await appendInBatches(topic, records('flood', 0, 200));
    const gated = await smallServerOn(topic);
    await until(() => gated.running.size === 7 && isPaused(gated, 0));
    expect(isPaused(gated, 1)).toBe(false);

    await append(topic, records('other', 1, 4));
    await until(() => gated.running.size === 8 && gated.server.snapshot().partitions[1]!.position === 4);
    expect(gated.started.map(flowOf)).toEqual([...Array<string>(7).fill('flood'), 'other']);

    const next: string[] = [];
    while (next.length < 6) next.push(await endOne(gated, 'flood'));
    expect(next.filter((flow) => flow === 'other')).toHaveLength(3);

    gated.releaseAllForGood();
    await until(async () => (await committedBy(gated.groupId, topic)).join() === '200,4');
    expect(new Set(gated.started.map(({ partition, offset }) => `${partition}/${offset}`)).size).toBe(204);
    expect(gated.started).toHaveLength(204);
    expect(gated.server.snapshot()).toMatchObject({ running: 0, buffered: 0, bytes: 0, paused: false });
  });

  it('G7 pauses a partition when its share is spent, and fetches it again when that has room', async () => {
    const topic = await newTopic(2);
    await appendInBatches(topic, [...records('flood', 0, 100), ...records('other', 1, 100)]);
    const gated = await smallServerOn(topic);
    await until(() => isPaused(gated, 0) && isPaused(gated, 1));
    expect(gated.server.snapshot().paused).toBe(true);
    const { buffered } = gated.server.snapshot();
    // Each may overshoot its share by a fetch of two batches at most.
    expect(buffered).toBeLessThanOrEqual(8 + 2 * 20);

    let started = gated.started.length;
    while (isPaused(gated, 1)) {
      gated.release((record) => flowOf(record) === 'other');
      await until(() => gated.started.length > started || !isPaused(gated, 1));
      started = gated.started.length;
    }
    gated.releaseAllForGood();
    await until(async () => (await committedBy(gated.groupId, topic)).join() === '100,100');
    expect(gated.started).toHaveLength(200);
  });
});
