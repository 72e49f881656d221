import { describe, expect, it } from '@jest/globals';
import { append, contentOf, createTopic, deleteTopic, newTopic, type StoredRecord } from './real-log.js';
import { usePublishers } from './use-publishers.js';

const { newLink, publisherOn } = usePublishers();

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
