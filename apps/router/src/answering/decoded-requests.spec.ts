import { describe, expect, it } from '@jest/globals';
import type { LogRecord } from '#contracts';
import type { RouterSettings } from '../router-settings.js';
import { DecodedRequests } from './decoded-requests.js';

const decodedRequests = (): DecodedRequests =>
  new DecodedRequests({ maxRequestBytes: 1_000 } as RouterSettings);

function recordOf(value: object | string | null): LogRecord {
  const place = { topic: 'requests', partition: 0, offset: '0', timestamp: '1', key: null, headers: {} };
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
  return { ...place, value: text === null ? null : Buffer.from(text) };
}

const request = (fields: object) => ({
  custom_id: 'a',
  body: { messages: [{ role: 'user', content: 'Hi' }] },
  ...fields,
});

describe('DecodedRequests', () => {
  it('decodes a record once', () => {
    const requests = decodedRequests();
    const record = recordOf(request({}));
    expect(requests.of(record)).toMatchObject({ kind: 'accepted', request: { custom_id: 'a' } });
    expect(requests.of(record)).toBe(requests.of(record));
    expect(requests.of(recordOf(request({})))).not.toBe(requests.of(record));
  });

  it('G7 takes an organization for a flow, and the priority of a request for its lane', () => {
    const flowOf = (value: Parameters<typeof recordOf>[0]) => decodedRequests().flowOf(recordOf(value));
    expect(flowOf(request({ org: 'acme', routing: { priority: 'low' } }))).toEqual({
      name: 'acme',
      lane: 'low',
    });
    expect(flowOf(request({}))).toEqual({ name: 'default', lane: 'normal' });
    expect(flowOf({ org: 'acme', custom_id: 'b', body: 'none' })).toEqual({ name: 'acme', lane: 'normal' });
    for (const malformed of ['{', null, 'null', '[]', 'x'.repeat(2_000)]) {
      expect(flowOf(malformed)).toEqual({ name: 'default', lane: 'normal' });
    }
  });
});
