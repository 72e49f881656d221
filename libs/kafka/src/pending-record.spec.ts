import { describe, expect, it } from '@jest/globals';
import { PendingRecord } from './pending-record.js';

describe('PendingRecord', () => {
  it('makes an empty header of one without a value, which kafkajs cannot send, and leaves out an undefined one', () => {
    const headers = { none: null, many: ['a', null], left: undefined, raw: Buffer.from([0xff]) };
    const { message } = new PendingRecord({ key: null, value: null, headers });
    const empty = Buffer.alloc(0);
    expect(message.headers).toEqual({ none: empty, many: ['a', empty], raw: Buffer.from([0xff]) });
  });
});
