import { describe, expect, it, jest } from '@jest/globals';
import type { LogRecord } from '#contracts';
import type { Ledger } from '#postgres';
import { pino } from 'pino';
import { Cancellations } from './cancellations.js';
import { DecodedRequests } from './decoded-requests.js';
import { RequestAnswerer } from './request-answerer.js';
import type { RejectedRequests } from './rejected-requests.js';
import type { RequestWalker } from './request-walker.js';
import type { ResultPublisher } from './result-publisher.js';
import type { RouterSettings } from '../router-settings.js';

const record: LogRecord = {
  topic: 'llm.requests',
  partition: 0,
  offset: '7',
  timestamp: '0',
  key: null,
  value: Buffer.from(
    JSON.stringify({
      custom_id: 'a',
      method: 'POST',
      url: '/v1/chat/completions',
      body: { messages: [{ role: 'user', content: 'Hello' }] },
    }),
  ),
  headers: {},
};

/** An answerer whose requests were all answered before, and a publisher that has room when the test says so. */
function setUp() {
  const room = Promise.withResolvers<boolean>();
  const claim = jest.fn(() => Promise.resolve({ kind: 'published', sameSource: true }));
  const ledger = { claim } as unknown as Ledger;
  const results = {
    room: (signal: AbortSignal) => {
      signal.addEventListener('abort', () => room.resolve(false));
      return room.promise;
    },
  } as unknown as ResultPublisher;
  const logger = pino({ level: 'silent' });
  const answerer = new RequestAnswerer(
    new DecodedRequests({ maxRequestBytes: 1_000 } as RouterSettings),
    ledger,
    {} as RequestWalker,
    new Cancellations(ledger, logger),
    results,
    {} as RejectedRequests,
    logger,
  );
  return { answerer, claim, room };
}

describe('RequestAnswerer', () => {
  it('G3 claims nothing while there is no room for what would come of it', async () => {
    const { answerer, claim, room } = setUp();
    const settled = answerer.answer(record);
    await new Promise((resolve) => setImmediate(resolve));
    expect(claim).not.toHaveBeenCalled();
    room.resolve(true);
    expect(await settled).toBe('settled');
    expect(claim).toHaveBeenCalledTimes(1);
  });

  it('G1 leaves to others, unclaimed, what still waits for room when the router stops', async () => {
    const { answerer, claim } = setUp();
    const settled = answerer.answer(record);
    await new Promise((resolve) => setImmediate(resolve));
    answerer.stopWaiting();
    expect(await settled).toBe('left');
    expect(claim).not.toHaveBeenCalled();
  });
});
