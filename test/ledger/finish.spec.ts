import { describe, expect, it } from '@jest/globals';
import { findRequest } from '#postgres';
import { claimedFence, claimPatiently, requestOf, resultOf } from './requests.js';
import { useDatabase } from './test-database.js';

describe('Ledger.finish', () => {
  const database = useDatabase();

  it('G1 writes nothing with a fence that no longer holds', async () => {
    const stale = await database.startLedger();
    const taker = await database.startLedger();
    const pool = database.openPool();
    const request = requestOf('stale', 'req');
    const fence = await claimedFence(stale, request);
    await stale.handBack();
    await claimPatiently(taker, request);
    const before = await findRequest(pool, 'stale', 'req');

    await expect(stale.finish({ ...request, fence, result: resultOf('resp_stale') })).resolves.toBe(false);
    await stale.markPublished({ ...request, fence });
    expect(await findRequest(pool, 'stale', 'req')).toEqual(before);

    const result = resultOf('resp_taker');
    await expect(taker.finish({ ...request, fence: fence + 1, result })).resolves.toBe(true);
    await expect(stale.finish({ ...request, fence, result: resultOf('resp_stale') })).resolves.toBe(false);
    expect(await findRequest(pool, 'stale', 'req')).toMatchObject({
      state: 'done',
      result,
      publishedAt: null,
    });
  });

  it('G1 writes nothing with the fence of an earlier claim of the same router', async () => {
    const ledger = await database.startLedger();
    const request = requestOf('reclaimed', 'req');
    const first = await claimedFence(ledger, request);
    const second = await claimedFence(ledger, request);
    expect(second).toBe(first + 1);
    await expect(ledger.finish({ ...request, fence: first, result: resultOf('resp_1') })).resolves.toBe(
      false,
    );
    const result = resultOf('resp_2');
    await expect(ledger.finish({ ...request, fence: second, result })).resolves.toBe(true);
    await ledger.markPublished({ ...request, fence: first });
    expect(await findRequest(database.openPool(), 'reclaimed', 'req')).toMatchObject({
      result,
      publishedAt: null,
    });
  });

  it('G1 is true again for the same result, and false for a second one', async () => {
    const ledger = await database.startLedger();
    const request = requestOf('again', 'req');
    const fence = await claimedFence(ledger, request);
    await expect(ledger.finish({ ...request, fence, result: resultOf('resp_1') })).resolves.toBe(true);
    await expect(ledger.finish({ ...request, fence, result: resultOf('resp_1') })).resolves.toBe(true);
    await expect(ledger.finish({ ...request, fence, result: resultOf('resp_2') })).resolves.toBe(false);
    expect((await findRequest(database.openPool(), 'again', 'req'))?.result?.id).toBe('resp_1');
  });

  it('does not make up a row for a request that was never claimed', async () => {
    const ledger = await database.startLedger();
    const request = requestOf('nobody', 'req');
    await expect(ledger.finish({ ...request, fence: 1, result: resultOf('resp_x') })).resolves.toBe(false);
    await ledger.markPublished({ ...request, fence: 1 });
    expect(await findRequest(database.openPool(), 'nobody', 'req')).toBeUndefined();
  });

  it('does not mark as published what was not finished', async () => {
    const ledger = await database.startLedger();
    const request = requestOf('early', 'req');
    const fence = await claimedFence(ledger, request);
    await ledger.markPublished({ ...request, fence });
    expect(await findRequest(database.openPool(), 'early', 'req')).toMatchObject({
      state: 'running',
      publishedAt: null,
    });
  });

  it('rejects a result that no row can hold alone, not its whole batch', async () => {
    const ledger = await database.startLedger();
    const requests = Array.from({ length: 20 }, (_, i) => requestOf('poison', `req-${i}`));
    const fences = await Promise.all(requests.map((request) => claimedFence(ledger, request)));
    const finishes = await Promise.allSettled(
      requests.map((request, i) => {
        const result = resultOf(`resp_${i}`);
        const value = i === 7 ? 'nul \0 inside' : result.value;
        return ledger.finish({ ...request, fence: fences[i] ?? 0, result: { ...result, value } });
      }),
    );
    const rejected = finishes.flatMap(({ status }, i) => (status === 'rejected' ? [i] : []));
    expect(rejected).toEqual([7]);
    expect(finishes.filter((finish) => finish.status === 'fulfilled' && finish.value)).toHaveLength(19);
  });
});
