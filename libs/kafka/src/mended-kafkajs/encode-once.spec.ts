import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Message } from 'kafkajs';
import { encodeOnce, type ProduceDefinition, type ProduceTerms } from './encode-once.js';

const bytes = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each)),
);
const message: fc.Arbitrary<Message> = fc.record({
  key: fc.oneof(fc.constant(null), bytes),
  value: fc.oneof(fc.constant(null), bytes),
  timestamp: fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }).map(String),
  headers: fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(bytes, fc.array(bytes, { maxLength: 3 })), {
    maxKeys: 6,
    noNullPrototype: true,
  }),
});
const terms: fc.Arbitrary<ProduceTerms> = fc.record({
  acks: fc.constantFrom(-1, 0, 1),
  timeout: fc.nat(),
  compression: fc.constant(0),
  topicData: fc.array(
    fc.record({
      topic: fc.string({ unit: 'grapheme-ascii' }),
      partitions: fc.array(
        fc.record({ partition: fc.nat(), messages: fc.array(message, { minLength: 1, maxLength: 8 }) }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 3 },
  ),
});

describe('encodeOnce', () => {
  const require = createRequire(import.meta.url);
  const definition = require('kafkajs/src/protocol/requests/produce') as ProduceDefinition;
  const { protocol: before } = definition;
  encodeOnce();
  const { protocol: after } = definition;
  const bytesOf = async (protocol: typeof before, version: number, given: ProduceTerms): Promise<Buffer> =>
    (await protocol({ version })(given).request.encode()).buffer;

  it('F6 sends the bytes that kafkajs would send', async () => {
    expect(after).not.toBe(before);
    await fc.assert(
      fc.asyncProperty(terms, fc.integer({ min: 3, max: 7 }), async (given, version) => {
        expect(await bytesOf(after, version, given)).toEqual(await bytesOf(before, version, given));
      }),
    );
  });

  it('F6 counts what takes more than a byte to count', async () => {
    const long = (length: number): Message => ({
      key: 'k',
      value: 'ü'.repeat(length),
      timestamp: '1700000000000',
    });
    const messages = [63, 64, 8_191, 8_192, 1_100_000].map(long);
    messages.push(...Array.from({ length: 300 }, () => long(1)));
    const given = {
      acks: -1,
      timeout: 30_000,
      compression: 0,
      topicData: [{ topic: 'llm.responses', partitions: [{ partition: 3, messages }] }],
    };
    expect((await bytesOf(after, 7, given)).equals(await bytesOf(before, 7, given))).toBe(true);
  });

  it('F6 leaves what is compressed to kafkajs', async () => {
    const given: ProduceTerms = {
      acks: -1,
      timeout: 30_000,
      compression: 1,
      topicData: [
        {
          topic: 'llm.responses',
          partitions: [
            { partition: 0, messages: [{ value: 'x'.repeat(1_000), timestamp: '1700000000000' }] },
          ],
        },
      ],
    };
    expect((await bytesOf(after, 7, given)).equals(await bytesOf(before, 7, given))).toBe(true);
    expect((await bytesOf(after, 7, given)).length).toBeLessThan(500);
  });
});
