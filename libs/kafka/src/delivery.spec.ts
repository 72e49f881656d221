import { describe, expect, it, jest } from '@jest/globals';
import type { Message } from 'kafkajs';
import { Delivery } from './delivery.js';
import { PendingRecord } from './pending-record.js';

const recordOf = (value: string): PendingRecord => new PendingRecord({ key: null, value, headers: {} });
const errorOf = (type: string): Error => Object.assign(new Error(type), { type });

function deliveryTo(send: (values: string[]) => Promise<number>, partitions = () => Promise.resolve(1)) {
  const sent: string[][] = [];
  const outage = { begin: jest.fn(), end: jest.fn() };
  const sender = {
    send: (_topic: string, _partition: number, messages: readonly Message[]) => {
      const values = messages.map(({ value }) => String(value));
      sent.push(values);
      return send(values);
    },
  };
  const { signal } = new AbortController();
  return {
    sent,
    outage,
    delivery: new Delivery({ topic: 't', sender, outage, recount: partitions, signal }),
  };
}

const verdictsOf = async (batch: readonly PendingRecord[]): Promise<unknown[]> => {
  const settled = await Promise.allSettled(batch.map(({ verdict }) => verdict));
  return settled.map((each) => (each.status === 'fulfilled' ? each.value : (each.reason as Error).message));
};

describe('Delivery', () => {
  it('G1 sends the same batch again, in order, until it is acknowledged', async () => {
    let failures = 2;
    const { delivery, sent, outage } = deliveryTo(() =>
      failures-- > 0 ? Promise.reject(errorOf('NOT_ENOUGH_REPLICAS')) : Promise.resolve(7),
    );
    const batch = ['a', 'b', 'c'].map(recordOf);
    expect(await delivery.deliver(0, batch)).toEqual([]);
    expect(sent).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]);
    expect(await verdictsOf(batch)).toEqual([7, 8, 9].map((offset) => ({ partition: 0, offset })));
    expect(outage.begin).toHaveBeenCalledTimes(2);
    expect(outage.end).toHaveBeenCalledTimes(1);
  });

  it('refuses the record that kafkajs cannot encode, instead of trying for ever', async () => {
    const { delivery } = deliveryTo((values) =>
      values.includes('odd')
        ? Promise.reject(Object.assign(new TypeError('Received null'), { code: 'ERR_INVALID_ARG_TYPE' }))
        : Promise.resolve(0),
    );
    const batch = ['a', 'odd'].map(recordOf);
    await delivery.deliver(0, batch);
    expect(await verdictsOf(batch)).toEqual([{ partition: 0, offset: 0 }, 'Received null']);
  });

  it('refuses the record at fault only, and keeps the order of the others', async () => {
    let end = 0;
    const log: string[] = [];
    const { delivery } = deliveryTo((values) => {
      if (values.includes('huge')) return Promise.reject(errorOf('MESSAGE_TOO_LARGE'));
      log.push(...values);
      end += values.length;
      return Promise.resolve(end - values.length);
    });
    const batch = ['a', 'b', 'huge', 'c', 'd'].map(recordOf);
    await delivery.deliver(0, batch);
    expect(log).toEqual(['a', 'b', 'c', 'd']);
    expect(await verdictsOf(batch)).toEqual([
      { partition: 0, offset: 0 },
      { partition: 0, offset: 1 },
      'MESSAGE_TOO_LARGE',
      { partition: 0, offset: 2 },
      { partition: 0, offset: 3 },
    ]);
  });

  it('refuses all at once for a topic that is closed to us', async () => {
    const { delivery, sent } = deliveryTo(() => Promise.reject(errorOf('TOPIC_AUTHORIZATION_FAILED')));
    const batch = ['a', 'b'].map(recordOf);
    await delivery.deliver(0, batch);
    expect(sent).toHaveLength(1);
    expect(await verdictsOf(batch)).toEqual(['TOPIC_AUTHORIZATION_FAILED', 'TOPIC_AUTHORIZATION_FAILED']);
  });

  it('gives the batch back when the topic no longer has the partition', async () => {
    const { delivery } = deliveryTo(() => Promise.reject(errorOf('UNKNOWN_TOPIC_OR_PARTITION')));
    const batch = ['a'].map(recordOf);
    expect(await delivery.deliver(3, batch)).toEqual(batch);
  });

  it('refuses what was for a topic that is gone', async () => {
    const gone = (): Promise<number> => Promise.reject(new Error('gone'));
    const { delivery } = deliveryTo(() => Promise.reject(errorOf('UNKNOWN_TOPIC_OR_PARTITION')), gone);
    const batch = ['a'].map(recordOf);
    await delivery.deliver(0, batch);
    expect(await verdictsOf(batch)).toEqual(['gone']);
  });
});
