import { describe, expect, it } from '@jest/globals';
import type { Fate } from './faulty-link.js';
import { contentOf, newTopic, recordingLogger, until, type StoredRecord } from './real-log.js';
import { usePublishers } from './use-publishers.js';

const { newLink, publisherOn } = usePublishers();

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
