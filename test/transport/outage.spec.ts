import { afterEach, describe, expect, it } from '@jest/globals';
import { createKafka } from '#kafka';
import { FaultyLink } from './faulty-link.js';
import { GatedServer } from './gated-server.js';
import {
  append,
  committedBy,
  connection,
  groupOf,
  newTopic,
  numbered,
  recordingLogger,
  until,
} from './real-log.js';

const servers: GatedServer[] = [];
const links: FaultyLink[] = [];

async function serverOn(...args: ConstructorParameters<typeof GatedServer>): Promise<GatedServer> {
  const gated = new GatedServer(...args);
  servers.push(gated);
  return gated.start();
}

async function newLink(): Promise<FaultyLink> {
  const link = await FaultyLink.open();
  links.push(link);
  return link;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  await Promise.all(links.splice(0).map((link) => link.down()));
});

/** The shortest that a broker allows, so that the loss of it is soon seen. */
const sessionTimeout = 6_000;

describe('LogServer, while Kafka is away', () => {
  it('is not ready, also where that began in a rebalance', async () => {
    const topic = await newTopic(2);
    const link = await newLink();
    const { logger, at } = recordingLogger();
    const gated = await serverOn(topic, { kafka: link.kafka(logger), logger, sessionTimeout });
    await until(() => gated.server.state === 'running');
    gated.server.status.subscribe((state) => {
      if (state === 'rebalancing') link.isSilent = true;
    });
    await serverOn(topic, { groupId: gated.groupId, sessionTimeout });
    const told = (): boolean => at('warn').some(({ msg }) => msg.startsWith('The group comes to no end'));
    await until(() => told());
    expect(gated.server.isReady()).toBe(false);
    link.isSilent = false;
    await link.down();
    await link.up();
    await until(() => gated.server.isReady());
  });

  it('waits for a Kafka that is not there at the start, and says so once', async () => {
    const topic = await newTopic();
    await append(topic, numbered(3));
    const link = await newLink();
    await link.down();
    const { logger, at } = recordingLogger();
    const gated = await serverOn(topic, { kafka: link.kafka(logger), logger });
    await until(() => at('warn').length > 0);
    expect(gated.server).toMatchObject({ state: 'connecting' });
    expect(gated.server.isReady()).toBe(false);
    await link.up();
    await until(() => gated.running.size === 3);
    expect(gated.server.isReady()).toBe(true);
    expect(at('warn').map(({ msg }) => msg)).toEqual([
      expect.stringMatching(/^Kafka at .* cannot be reached \(ECONNREFUSED\): trying again every 2 s$/),
    ]);
    expect(at('error')).toEqual([]);
  });

  it('G1 comes through a short outage as the same member, and runs nothing twice', async () => {
    const topic = await newTopic();
    await append(topic, numbered(5));
    const link = await newLink();
    const { logger, at } = recordingLogger();
    const gated = await serverOn(topic, {
      kafka: link.kafka(logger),
      logger,
      sessionTimeout: 30_000,
      commitIntervalMs: 50,
    });
    await until(() => gated.running.size === 5);
    const [before] = (await groupOf(gated.groupId)).members;
    await link.down();
    gated.release();
    await until(() => at('warn').length > 0);
    await link.up();
    await until(async () => (await committedBy(gated.groupId, topic))[0] === 5);
    await append(topic, numbered(2));
    await until(() => gated.started.length === 7);
    expect(gated.startsOf(0)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect((await groupOf(gated.groupId)).members.map(({ memberId }) => memberId)).toEqual([
      before!.memberId,
    ]);
    expect(at('error')).toEqual([]);
  });

  it('joins anew after an outage that outlasted its session, and attaches what still runs', async () => {
    const topic = await newTopic();
    await append(topic, numbered(5));
    const link = await newLink();
    const { logger, at } = recordingLogger();
    const gated = await serverOn(topic, { kafka: link.kafka(logger), logger, sessionTimeout });
    await until(() => gated.running.size === 5);
    await link.down();
    await until(() => gated.server.state === 'lost');
    expect(gated.server.isReady()).toBe(false);
    await until(async () => (await groupOf(gated.groupId)).members.length === 0);
    gated.release(({ offset }) => offset === '1');
    await link.up();
    await until(() => gated.server.state === 'running');
    await until(() => gated.started.length === 6);
    expect(gated.startsOf(0)).toEqual([0, 1, 2, 3, 4, 1]);
    gated.releaseAllForGood();
    await until(async () => (await committedBy(gated.groupId, topic))[0] === 5);
    expect(at('warn').map(({ msg }) => msg)).toHaveLength(2);
    expect(at('error')).toEqual([]);
  });

  it('drains while Kafka is away', async () => {
    const topic = await newTopic();
    await append(topic, numbered(2));
    const link = await newLink();
    const kafka = link.kafka(undefined, { retry: { retries: 1 } });
    const gated = await serverOn(topic, { kafka, sessionTimeout });
    await until(() => gated.running.size === 2);
    await link.down();
    gated.release();
    await gated.server.drain();
    expect(gated.server.state).toBe('stopped');
  });

  it('is fatal when waiting will not mend it', async () => {
    const fatal = Promise.withResolvers<Error>();
    const { logger } = recordingLogger();
    const sasl = { mechanism: 'plain', username: 'ada', password: 'secret' } as const;
    const kafka = createKafka({ ...connection(), sasl }, logger);
    await serverOn('any', { kafka, logger, onFatal: fatal.resolve });
    expect((await fatal.promise).message).toMatch(/SASL/);
  });
});
