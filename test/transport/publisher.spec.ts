import { afterEach, describe, expect, it } from '@jest/globals';
import { Publisher } from '#kafka';
import { FaultyLink, type Fate } from './faulty-link.js';
import {
  append,
  contentOf,
  createTopic,
  deleteTopic,
  newTopic,
  ourKafka,
  recordingLogger,
  until,
  type StoredRecord,
} from './real-log.js';

const publishers: Publisher[] = [];
const links: FaultyLink[] = [];

function publisherOn(
  kafka = ourKafka(),
  logger = recordingLogger().logger,
  options: Partial<ConstructorParameters<typeof Publisher>[0]> = {},
): Publisher {
  const publisher = new Publisher({ kafka, logger, ...options });
  publishers.push(publisher);
  return publisher;
}

async function newLink(): Promise<FaultyLink> {
  const link = await FaultyLink.open();
  links.push(link);
  return link;
}

afterEach(async () => {
  await Promise.all(publishers.splice(0).map((publisher) => publisher.close()));
  await Promise.all(links.splice(0).map((link) => link.down()));
});

/** Every third is struck, by one fault after the other. */
function unlucky(faults: readonly Fate[]): () => Fate {
  let count = 0;
  return () => (++count % 3 === 0 ? faults[(count / 3) % faults.length]! : 'passes');
}

/** First appearances, in the order of the log: what a reader has that drops what it has seen. */
const firstsOf = (content: readonly StoredRecord[], key: string): (string | null)[] => [
  ...new Set(content.filter((record) => record.key === key).map(({ value }) => value)),
];

describe('Publisher, on a link that loses things', () => {
  it('G1 loses no acknowledged record, and no order within a key, when produce requests and responses are lost', async () => {
    const topic = await newTopic(3);
    const link = await newLink();
    link.fateOf = unlucky(['response lost', 'request lost']);
    const publisher = publisherOn(link.kafka());
    const keys = ['ada', 'ben', 'cy', 'dee'];
    const published: Promise<void>[] = [];
    for (let round = 0; round < 25; round += 1) {
      const values = keys.map((key) =>
        publisher.publish(topic, { key, value: `${key}-${round}`, headers: {} }),
      );
      published.push(...values);
      await Promise.race(values);
    }
    await Promise.all(published);
    const content = await contentOf(topic);
    for (const key of keys) {
      expect(firstsOf(content, key)).toEqual(Array.from({ length: 25 }, (_, round) => `${key}-${round}`));
    }
  });

  it('G1 loses no acknowledged record without a key, over several partitions', async () => {
    const topic = await newTopic(4);
    const link = await newLink();
    link.fateOf = unlucky(['request lost', 'response lost']);
    const publisher = publisherOn(link.kafka());
    await publisher.publish(topic, { key: null, value: 'first', headers: {} });
    const values = Array.from({ length: 200 }, (_, index) => `v${index}`);
    const published: Promise<void>[] = [];
    for (const value of values) {
      published.push(publisher.publish(topic, { key: null, value, headers: {} }));
      if (published.length % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(published);
    const content = await contentOf(topic);
    expect(new Set(content.map(({ value }) => value))).toEqual(new Set(['first', ...values]));
    expect(new Set(content.map(({ partition }) => partition)).size).toBeGreaterThan(1);
  });

  it('G1 sends again what was never answered', async () => {
    const topic = await newTopic();
    const link = await newLink();
    const fates: Fate[] = ['response swallowed', 'response swallowed'];
    link.fateOf = () => fates.shift() ?? 'passes';
    const publisher = publisherOn(link.kafka(undefined, { requestTimeout: 300 }));
    await publisher.publish(topic, { key: 'k', value: 'v', headers: {} });
    const content = await contentOf(topic);
    expect(content.map(({ value }) => value)).toEqual(['v', 'v', 'v']);
  });

  it('waits through an outage, and says so once', async () => {
    const topic = await newTopic(3);
    const link = await newLink();
    const { logger, lines } = recordingLogger();
    const publisher = publisherOn(link.kafka(logger), logger);
    await publisher.connect();
    expect(publisher.isConnected()).toBe(true);
    await publisher.publish(topic, { key: null, value: 'before', headers: {} });
    await link.down();
    const values = Array.from({ length: 50 }, (_, index) => `v${index}`);
    const published = values.map((value) => publisher.publish(topic, { key: value, value, headers: {} }));
    await until(() => !publisher.isConnected());
    await link.up();
    await Promise.all(published);
    expect(publisher.isConnected()).toBe(true);
    const content = await contentOf(topic);
    expect(new Set(content.map(({ value }) => value))).toEqual(new Set(['before', ...values]));
    const told = (text: string): number => lines.filter(({ msg }) => msg.startsWith(text)).length;
    expect(told('Kafka at')).toBe(1);
    expect(told('Kafka does not take records')).toBe(1);
    expect(told('Kafka takes records again')).toBe(1);
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('G3 has no room while too much waits for Kafka, and has again when Kafka has taken it', async () => {
    const topic = await newTopic(2);
    const link = await newLink();
    const limits = { records: 100, bytes: 1024 * 1024 };
    const publisher = publisherOn(link.kafka(), undefined, { limits });
    const { signal } = new AbortController();
    await publisher.publish(topic, { key: null, value: 'before', headers: {} });
    await link.down();
    const values = Array.from({ length: 100 }, (_, index) => `v${index}`);
    const publish = (value: string): Promise<void> =>
      publisher.publish(topic, { key: value, value, headers: {} });
    const published = values.slice(1).map(publish);
    expect(await publisher.room(signal)).toBe(true);
    published.push(publish(values[0]!));
    expect(publisher.backlog.records).toBe(100);
    expect(await publisher.room(AbortSignal.abort())).toBe(false);
    const room = publisher.room(signal);
    await link.up();
    expect(await room).toBe(true);
    await Promise.all(published);
    expect(publisher.backlog).toEqual({ records: 0, bytes: 0 });
  });

  it('refuses at its close what Kafka did not take', async () => {
    const topic = await newTopic();
    const link = await newLink();
    const publisher = publisherOn(link.kafka(undefined, { retry: { retries: 1 } }));
    await publisher.publish(topic, { key: null, value: 'before', headers: {} });
    await link.down();
    const lost = publisher.publish(topic, { key: null, value: 'after', headers: {} });
    const refused = expect(lost).rejects.toThrow('closed before Kafka had the record');
    await publisher.close(50);
    await refused;
    await expect(publisher.publish(topic, { key: null, value: 'late', headers: {} })).rejects.toThrow(
      'closed',
    );
  });
});

describe('Publisher', () => {
  it('puts records with a key where kafkajs puts them, and keeps bytes and headers', async () => {
    const [ours, theirs] = [await newTopic(7), await newTopic(7)];
    const raw = Buffer.from([0x00, 0xff, 0x80]);
    const keys = [
      '',
      'a',
      'org-1',
      'session/42',
      'ключ',
      '鍵',
      ...Array.from({ length: 40 }, (_, index) => `k${index}`),
    ];
    const publisher = publisherOn();
    const headers = { one: 'a', two: ['b', 'c'], raw, none: undefined };
    await Promise.all(keys.map((key) => publisher.publish(ours, { key, value: key, headers })));
    await publisher.publish(ours, { key: raw, value: null, headers: {} });
    await append(theirs, [...keys.map((key) => ({ key, value: key })), { key: raw, value: null }]);
    const places = (content: readonly StoredRecord[]) =>
      Object.fromEntries(content.map(({ key, partition }) => [key, partition]));
    const content = await contentOf(ours);
    expect(places(content)).toEqual(places(await contentOf(theirs)));
    expect(content.find(({ key }) => key === 'a')?.headers).toEqual({
      one: Buffer.from('a'),
      two: [Buffer.from('b'), Buffer.from('c')],
      raw,
    });
    expect(content.find(({ value }) => value === null)).toBeDefined();
  });

  it('compresses what it sends, if told to: a batch that the topic would refuse goes through', async () => {
    const topic = await newTopic(1, { 'max.message.bytes': '5000' });
    const publisher = publisherOn(undefined, undefined, { compression: 'gzip' });
    const raw = Buffer.from([0x00, 0xff, 0x80]);
    const value = 'x'.repeat(20_000);
    await publisher.publish(topic, { key: 'k', value, headers: { raw } });
    expect(await contentOf(topic)).toMatchObject([{ key: 'k', value, headers: { raw } }]);
  });

  it('rejects a record that is too large, and no other', async () => {
    const topic = await newTopic(1, { 'max.message.bytes': '2000' });
    const publisher = publisherOn();
    const values = Array.from({ length: 40 }, (_, index) => (index === 17 ? 'x'.repeat(3_000) : `v${index}`));
    const published = await Promise.allSettled(
      values.map((value) => publisher.publish(topic, { key: 'k', value, headers: {} })),
    );
    expect(published.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([17]);
    const content = await contentOf(topic);
    expect(content.map(({ value }) => value)).toEqual(values.filter((_, index) => index !== 17));
  });

  it('rejects a record that the topic cannot hold, and no other', async () => {
    const topic = await newTopic(1, { 'cleanup.policy': 'compact' });
    const publisher = publisherOn();
    const keys = ['a', null, 'b'];
    const published = await Promise.allSettled(
      keys.map((key) => publisher.publish(topic, { key, value: 'v', headers: {} })),
    );
    expect(published.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('rejects what is for a topic that does not exist, and goes on with the others', async () => {
    const topic = await newTopic();
    const publisher = publisherOn();
    const lost = publisher.publish('no-such-topic', { key: null, value: 'v', headers: {} });
    const refused = expect(lost).rejects.toThrow('Kafka has no topic no-such-topic');
    await publisher.publish(topic, { key: null, value: 'v', headers: {} });
    await refused;
  });

  it('waits for a topic that is just being created', async () => {
    const topic = await newTopic();
    await deleteTopic(topic);
    const publisher = publisherOn();
    const published = publisher.publish(topic, { key: null, value: 'v', headers: {} });
    await createTopic(topic, 1);
    await published;
    expect(await contentOf(topic)).toHaveLength(1);
  });

  it('G1 loses nothing when a topic is made anew with fewer partitions', async () => {
    const topic = await newTopic(6);
    const publisher = publisherOn();
    const publish = (value: string): Promise<void> =>
      publisher.publish(topic, { key: value, value, headers: {} });
    const keys = Array.from({ length: 30 }, (_, index) => `k${index}`);
    await Promise.all(keys.map(publish));
    await deleteTopic(topic);
    await createTopic(topic, 2);
    await Promise.all(keys.map(publish));
    const content = await contentOf(topic);
    expect(new Set(content.map(({ key }) => key))).toEqual(new Set(keys));
  });

  it('goes on with the other topics when one is deleted', async () => {
    const [deleted, kept] = [await newTopic(), await newTopic()];
    const link = await newLink();
    const publisher = publisherOn(link.kafka());
    await publisher.publish(deleted, { key: null, value: 'v', headers: {} });
    await publisher.publish(kept, { key: null, value: 'v', headers: {} });
    await deleteTopic(deleted);
    const lost = publisher.publish(deleted, { key: null, value: 'v', headers: {} });
    const refused = expect(lost).rejects.toThrow(`Kafka has no topic ${deleted}`);
    await publisher.publish(kept, { key: null, value: 'v', headers: {} });
    await refused;
    // A new connection makes kafkajs ask for all topics that it ever used.
    await link.down();
    await link.up();
    await publisher.publish(kept, { key: null, value: 'last', headers: {} });
    expect((await contentOf(kept)).map(({ value }) => value)).toContain('last');
  });

  it('flushes what was published', async () => {
    const topic = await newTopic();
    const publisher = publisherOn();
    let acknowledged = 0;
    for (let index = 0; index < 20; index += 1) {
      void publisher.publish(topic, { key: null, value: 'v', headers: {} }).then(() => (acknowledged += 1));
    }
    await publisher.flush();
    expect(acknowledged).toBe(20);
  });
});
