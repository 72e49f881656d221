import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeRequest } from './request-codec.js';

const line = {
  custom_id: 'req-1',
  method: 'POST',
  url: '/v1/chat/completions',
  body: { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello' }], logit_bias: { '5': 1 } },
};
const decode = (value: unknown, headers: Record<string, string> = {}) =>
  decodeRequest({
    value: value === null || Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value)),
    headers,
  });

describe('decodeRequest', () => {
  it('F1 takes a line of an OpenAI Batch input file as it is, and keeps its body untouched', () => {
    expect(decode(line)).toMatchObject({
      kind: 'accepted',
      request: { custom_id: 'req-1', org: 'default', metadata: {}, routing: {}, body: line.body },
    });
  });

  it('takes embeddings too, and no other URL', () => {
    expect(decode({ custom_id: 'e', url: '/v1/embeddings', body: { input: 'text' } }).kind).toBe('accepted');
    expect(decode({ ...line, url: '/v1/images/generations' }).kind).toBe('rejected');
  });

  it('takes the id from ce_id when custom_id is absent, and rejects a record with neither', () => {
    const { custom_id: _, ...anonymous } = line;
    expect(decode(anonymous, { ce_id: 'event-1' })).toMatchObject({ request: { custom_id: 'event-1' } });
    expect(decode(anonymous)).toMatchObject({
      kind: 'rejected',
      sender: null,
      problem: expect.stringContaining('custom_id'),
    });
  });

  it("reads CloudEvents' structured mode", () => {
    const { custom_id: _, ...anonymous } = line;
    const event = { specversion: '1.0', id: 'event-2', source: '/app', type: 'x', data: anonymous };
    expect(decode(event, { 'content-type': 'application/cloudevents+json; charset=utf-8' })).toMatchObject({
      request: { custom_id: 'event-2', body: line.body },
    });
  });

  it('takes the deadline from the header, unless the body has one', () => {
    const header = { 'understudy-deadline': '2030-01-01T00:00:00Z' };
    expect(decode(line, header)).toMatchObject({
      request: { routing: { deadline: '2030-01-01T00:00:00Z' } },
    });
    const routing = { deadline: '2031-01-01T00:00:00Z' };
    expect(decode({ ...line, routing }, header)).toMatchObject({ request: { routing } });
  });

  it('D1 treats null as absent in routing at every depth, as backends write what is optional', () => {
    const entry = { provider: 'openrouter', model_name: 'm' };
    const nulls = { base_url: null, max_tokens: null, temperature: null, catch_errors: null };
    const fallback = { enabled: null, max_retries_per_provider: null, providers: [{ ...entry, ...nulls }] };
    expect(decode({ ...line, routing: { fallback } })).toMatchObject({
      request: { routing: { fallback: { enabled: true, providers: [entry] } } },
    });
  });

  it('treats null as absent in optional fields, and ignores unknown ones', () => {
    const routing = { chain: null, surprise: 1 };
    expect(decode({ ...line, org: null, user: null, metadata: null, surprise: 1, routing })).toMatchObject({
      kind: 'accepted',
      request: { org: 'default', routing: {} },
    });
  });

  it.each([
    ['a wrong type in the body', { ...line, org: 'acme', body: { messages: 'Hello' } }, 'body.messages'],
    ['a wrong type in routing', { ...line, org: 'acme', routing: { timeout_ms: '5' } }, 'routing.timeout_ms'],
    [
      'a class that does not exist',
      {
        ...line,
        org: 'acme',
        routing: { fallback: { providers: [{ provider: 'a', model_name: 'm', catch_errors: ['Nope'] }] } },
      },
      'catch_errors',
    ],
  ])('names the field and the sender of %s', (_, value, field) => {
    expect(decode(value)).toMatchObject({
      kind: 'rejected',
      problem: expect.stringContaining(field),
      sender: { customId: 'req-1', org: 'acme' },
    });
  });

  it.each([
    ['no value', null],
    ['nothing', Buffer.alloc(0)],
    ['garbage', Buffer.from('not json')],
    ['an array', Buffer.from('[]')],
    ['bad UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['200,000 levels', Buffer.from('['.repeat(200_000))],
    ['an id that is a number', Buffer.from('{"custom_id": 5}')],
  ])('rejects %s without a sender', (_, value) => {
    expect(decode(value)).toMatchObject({ kind: 'rejected', sender: null });
  });

  it('rejects what is too large, telling its sender', () => {
    const big = { ...line, body: { messages: [{ role: 'user', content: 'x'.repeat(2_000_000) }] } };
    expect(decode(big)).toMatchObject({
      kind: 'rejected',
      problem: expect.stringContaining('1048576'),
      sender: { customId: 'req-1' },
    });
  });

  it('is not harmed by a key called __proto__', () => {
    const value = Buffer.from(
      '{"__proto__": {"org": "evil"}, "custom_id": "p", "url": "/v1/chat/completions", "body": {"messages": [{"role": "user"}]}}',
    );
    expect(decode(value)).toMatchObject({ kind: 'accepted', request: { org: 'default' } });
  });

  it.each(['ce_id', 'content-type', 'understudy-deadline'])(
    'takes a header %s without a value for none',
    (name) => {
      const value = Buffer.from(JSON.stringify(line));
      expect(decodeRequest({ value, headers: { [name]: null } })).toMatchObject({ kind: 'accepted' });
    },
  );

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          expect(['accepted', 'rejected']).toContain(decode(Buffer.from(bytes)).kind);
        },
      ),
    );
  });
});
