import { describe, expect, it } from '@jest/globals';
import type { FailureCode } from '#contracts';
import { findReplays, recordEndedRequests, type Ledger, type RequestResult } from '#postgres';
import { failedRequests, type FailedFilter } from '../../apps/health/src/replays/failed-requests.js';
import { ended, handedOver } from './lookup-records.js';
import { claimedFence, requestOf, resultOf } from './requests.js';
import { useDatabase } from './test-database.js';

const database = useDatabase();

const failureOf = (id: string, code: FailureCode = 'all_providers_failed'): RequestResult => ({
  ...resultOf(id),
  topic: 'failures',
  // As the router writes it; what came from outside may look like anything.
  value: JSON.stringify({
    id,
    custom_id: '"error":{"code":"invented"',
    response: null,
    error: { code, message: '"error":{"code":"invented_too"' },
  }),
});

async function end(ledger: Ledger, org: string, customId: string, result: RequestResult): Promise<void> {
  const fence = await claimedFence(ledger, requestOf(org, customId));
  await ledger.finish({ org, customId, fence, result });
}

describe('what is known of the replays of a request', () => {
  it('G8 is how far each has come, found by the beginning of its id, and those that no router took', async () => {
    const org = 'acme';
    const ledger = await database.startLedger();
    await end(ledger, org, 'r', failureOf('resp_1'));
    await end(ledger, org, 'r~replay-1', failureOf('resp_2'));
    await end(ledger, org, 'r~replay-2', resultOf('resp_3'));
    await ledger.claim(requestOf(org, 'r~replay-3'));
    for (const stranger of ['r~replay', 'r~replay.', 'R~replay-1', 'r2~replay-1'])
      await ledger.claim(requestOf(org, stranger));
    await ledger.claim(requestOf('globex', 'r~replay-9'));
    const pool = database.openPool();
    await recordEndedRequests(pool, [
      ended({ custom_id: 'r~replay-4', failure: handedOver }),
      ended({ custom_id: 'r~replay-5' }),
    ]);

    const prefix = 'r~replay-';
    const [none, found] = await findReplays(pool, [
      { org: 'nobody', customId: 'r', prefix },
      { org, customId: 'r', prefix },
    ]);
    expect(none).toEqual({ request: null, replays: [] });
    expect(found!.request).toEqual({
      customId: 'r',
      state: 'failed',
      code: 'all_providers_failed',
      source: { topic: 'llm.requests', partition: 3, offset: '1' },
    });
    expect(found!.replays.map(({ customId, state }) => [customId, state]).toSorted()).toEqual([
      ['r~replay-1', 'failed'],
      ['r~replay-2', 'answered'],
      ['r~replay-3', 'running'],
      ['r~replay-4', 'failed'],
    ]);
  });
});

describe('the requests that many replays are of', () => {
  it('G8 come once with their replays, the newest first, and without what was cancelled unless that is asked for', async () => {
    const org = 'many';
    const ledger = await database.startLedger();
    const codes: Record<string, FailureCode> = {
      a: 'all_providers_failed',
      b: 'cancelled',
      c: 'deadline_exceeded',
      'a~replay-1': 'all_providers_failed',
    };
    for (const [id, code] of Object.entries(codes)) await end(ledger, org, id, failureOf(`resp_${id}`, code));
    const pool = database.openPool();
    await recordEndedRequests(
      pool,
      [...Object.keys(codes), 'never taken'].map((id, second) =>
        ended({
          org,
          custom_id: id,
          failure: handedOver,
          finishedAt: new Date(Date.UTC(2026, 0, 2, 0, 0, second)),
        }),
      ),
    );

    const find = async (filter: FailedFilter = {}, limit = 10) => {
      const { found, next } = await failedRequests(pool, { org, ...filter }, limit);
      return { ids: found.map(({ customId }) => customId), next };
    };
    expect(await find()).toEqual({ ids: ['never taken', 'a~replay-1', 'c'], next: null });
    expect(await find({ code: 'cancelled' })).toEqual({ ids: ['b'], next: null });
    expect(await find({ code: 'deadline_exceeded' })).toEqual({ ids: ['c'], next: null });
    const { ids, next } = await find({}, 2);
    expect(ids).toEqual(['never taken', 'a~replay-1']);
    expect(await find({ after: next! })).toEqual({ ids: ['c', 'a'], next: null });
    expect((await find({}, 1)).next).not.toBeNull();
  });
});
