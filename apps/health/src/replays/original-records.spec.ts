import { describe, expect, it } from '@jest/globals';
import type { LogRecord } from '#contracts';
import { originalRecords } from './original-records.js';

const recordAt = (partition: number, offset: number): LogRecord => ({
  topic: 'llm.requests',
  partition,
  offset: String(offset),
  timestamp: String(Date.parse('2026-11-21T00:00:00Z') + offset),
  key: null,
  value: null,
  headers: {},
});

/** A topic that keeps what lies from 10 to 19 in its first partition, but for 15, and nothing in its second. */
const reader = () => {
  const asked: (readonly number[])[] = [];
  const has = (offset: number): boolean => offset !== 15;
  return {
    asked,
    topic: 'llm.requests',
    ranges: [
      { partition: 0, low: 10, high: 20 },
      { partition: 1, low: 7, high: 7 },
    ],
    at: (partition: number, offsets: readonly number[]) => {
      if (offsets.length > 0) asked.push(offsets);
      return Promise.resolve(
        new Map(offsets.filter(has).map((offset) => [offset, recordAt(partition, offset)] as const)),
      );
    },
    async *between(partition: number, from: number, to: number) {
      for (let offset = from; offset < to; offset += 1)
        yield await Promise.resolve(recordAt(partition, offset));
    },
  };
};
const at = (partition: number, offset: number, topic = 'llm.requests') => ({
  topic,
  partition,
  offset: String(offset),
});

describe('the records of requests', () => {
  it('G8 are read a partition at a time, and come in the order in which they were asked for', async () => {
    const log = reader();
    const found = await originalRecords(log, [at(0, 12), at(0, 10), at(0, 19)]);
    expect(found).toEqual([12, 10, 19].map((offset) => ({ kind: 'found', record: recordAt(0, offset) })));
    expect(log.asked).toEqual([[12, 10, 19]]);
  });

  it('G8 that are gone are told as gone, and since when records are kept', async () => {
    const found = await originalRecords(reader(), [
      at(0, 9),
      at(0, 15),
      at(0, 20),
      at(1, 6),
      at(2, 0),
      at(0, 12, 'old.requests'),
    ]);
    const kept = (partition: number, what: string) => ({
      kind: 'gone',
      why: `its record is no longer on the log: partition ${partition} of llm.requests ${what}`,
    });
    const since = 'keeps records since 2026-11-21T00:00:00.010Z';
    expect(found).toEqual([
      kept(0, since),
      kept(0, since),
      kept(0, since),
      kept(1, 'holds no records'),
      kept(2, 'holds no records'),
      {
        kind: 'gone',
        why: "it lay on the topic 'old.requests', and this fleet reads requests from 'llm.requests' (TOPIC_PREFIX)",
      },
    ]);
  });
});
