import { describe, expect, it } from '@jest/globals';
import { replyAddress, replyHeaders } from './reply-address.js';

const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

describe('the address that a request wants its answer at', () => {
  it('is none without a reply topic', () => {
    expect(replyAddress({ headers: {} })).toBeNull();
    expect(replyAddress({ headers: { kafka_correlationId: 'x', kafka_replyTopic: '' } })).toBeNull();
    expect(replyAddress({ headers: { kafka_replyTopic: null } })).toBeNull();
  });

  it.each([
    ['text, as NestJS writes it', Buffer.from('3'), 3],
    ['an int, as Spring writes it', int(3), 3],
    ['text of four digits', Buffer.from('1234'), 1234],
    ['nothing', undefined, null],
    ['no number', Buffer.from('any'), null],
    ['a negative int', int(-1), null],
  ])('takes a partition that is %s', (_, kafka_replyPartition, partition) => {
    expect(replyAddress({ headers: { kafka_replyTopic: 'replies', kafka_replyPartition } })).toEqual({
      topic: 'replies',
      partition,
      correlationId: null,
    });
  });

  it('keeps a correlation id as its raw bytes', () => {
    const raw = Buffer.from([0, 0xff, 0x80, 0xc3]);
    const address = replyAddress({
      headers: { kafka_replyTopic: 'replies', kafka_correlationId: [raw, Buffer.from('another')] },
    })!;
    expect(replyHeaders(address)['kafka_correlationId']).toEqual(raw);
    expect(replyHeaders({ ...address, correlationId: null })).not.toHaveProperty('kafka_correlationId');
  });
});
