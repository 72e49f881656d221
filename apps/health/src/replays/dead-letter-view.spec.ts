import { describe, expect, it } from '@jest/globals';
import { deadLetterOf, type LogRecord } from '#contracts';
import { deadLetterView } from './dead-letter-view.js';

const record: LogRecord = {
  topic: 'llm.requests',
  partition: 3,
  offset: '17',
  timestamp: '1795262400000',
  key: null,
  value: Buffer.from('{"custom_id":"req-1","org":"acme","body":{"messages":"a secret"}}'),
  headers: {},
};
const lying = (over: Partial<LogRecord>): LogRecord => {
  const why = { name: 'InvalidRequest', message: 'body.messages: must be a list' };
  const { headers, value } = deadLetterOf({ ...record, ...over }, why, 'llm.router');
  return { ...record, topic: 'llm.requests-dlt', partition: 0, offset: '2', headers, value: value as Buffer };
};

describe('a dead letter as it is told', () => {
  it('G8 says where it lies, where it lay, why, and whose it is, and nothing of what is in it', () => {
    const view = deadLetterView(lying({}));
    expect(view).toEqual({
      partition: 0,
      offset: '2',
      at: '2026-11-21T12:00:00.000Z',
      reason: 'InvalidRequest',
      problem: 'body.messages: must be a list',
      original: { topic: 'llm.requests', partition: 3, offset: '17' },
      org: 'acme',
      custom_id: 'req-1',
      bytes: record.value!.length,
      replay_of: null,
    });
    expect(JSON.stringify(view)).not.toContain('secret');
  });

  it('G8 says of which other one it is a replay', () => {
    expect(deadLetterView(lying({ headers: { 'understudy-replay': '0/1' } })).replay_of).toBe('0/1');
  });

  it('is told though nothing of it can be read, its time is none, and nobody said why it is there', () => {
    const view = deadLetterView({
      ...record,
      value: null,
      timestamp: '9999999999999999',
      headers: { 'kafka_dlt-original-offset': 'x' },
    });
    expect(view).toMatchObject({
      at: '1970-01-01T00:00:00.000Z',
      reason: null,
      problem: null,
      original: null,
      org: null,
      custom_id: null,
      bytes: 0,
    });
  });
});
