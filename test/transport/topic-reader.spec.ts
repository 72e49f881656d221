import { describe, expect, it } from '@jest/globals';
import { TopicReader } from '#kafka';
import { append, endOf, newTopic, numbered, ourKafka, until } from './real-log.js';

describe('a reader of a topic', () => {
  it('G8 reads what lies where, in a group of nobody, and passes over what is no record', async () => {
    const topic = await newTopic(1);
    await append(topic, numbered(40));
    await append(topic, [{ key: 'marked', value: 'in a transaction', partition: 0 }], true);
    // Its marker takes the place 41, once the broker gets to it.
    await until(async () => (await endOf(topic)) === 42);
    const large = Buffer.alloc(400_000, 'x');
    const later = Date.now() + 600_000;
    await append(topic, [{ value: large, partition: 0, timestamp: String(later) }]);

    const reader = await TopicReader.open(ourKafka(), topic);
    try {
      expect(reader.ranges).toEqual([{ partition: 0, low: 0, high: 43 }]);
      const found = await reader.at(0, [42, 3, 41, 40]);
      expect([...found.keys()].toSorted((a, b) => a - b)).toEqual([3, 40, 42]);
      expect(found.get(3)).toMatchObject({ topic, partition: 0, offset: '3', value: Buffer.from('v3') });
      expect(found.get(42)!.value!.length).toBe(400_000);

      const offsets: number[] = [];
      for await (const record of reader.between(0, 38, 43)) offsets.push(Number(record.offset));
      expect(offsets).toEqual([38, 39, 40, 42]);
      const within = async (since: number | null, until: number | null): Promise<number[]> => {
        const [span] = await reader.spans(since, until);
        return [span!.from, span!.to];
      };
      expect(await within(null, null)).toEqual([0, 43]);
      expect(await within(0, later)).toEqual([0, 42]);
      expect(await within(later, later + 1)).toEqual([42, 43]);
      expect(await within(later + 1, null)).toEqual([43, 43]);
    } finally {
      await reader.close();
    }
  });
});
