import { describe, expect, it } from '@jest/globals';
import type { LogRecord } from '#contracts';
import { findRequest, type ParkRequest } from '#postgres';
import { claimedFence, requestOf, resultOf } from './requests.js';
import { useDatabase } from './test-database.js';

const record = (customId: string): LogRecord => ({
  topic: 'llm.requests',
  partition: 3,
  offset: '1',
  timestamp: '1700000000000',
  key: Buffer.from([0, 255]),
  value: Buffer.from(JSON.stringify({ custom_id: customId })),
  headers: {
    raw: Buffer.from([0, 0xff, 0xc3]),
    twice: [Buffer.from('a'), Buffer.from('b')],
    empty: null,
  },
});
const parking = (customId: string, fence: number, changes: Partial<ParkRequest> = {}): ParkRequest => ({
  org: 'acme',
  customId,
  fence,
  record: record(customId),
  restMs: 0,
  earlier: { rounds: 1 },
  ...changes,
});
const key = (customId: string) => ({ org: 'acme', customId });

describe('a request that waits in the ledger', () => {
  const database = useDatabase();

  it('G2 comes back as it was, to one router, and is taken from the log no more', async () => {
    const [ledger, other] = [await database.startLedger(), await database.startLedger()];
    const fence = await claimedFence(ledger, requestOf('acme', 'back'));
    expect(await ledger.park(parking('back', fence))).toBe(true);
    expect((await findRequest(database.openPool(), 'acme', 'back'))?.state).toBe('waiting');
    for (const asks of [ledger, other])
      expect(await asks.claim(requestOf('acme', 'back', asks === other ? 2 : 1))).toEqual({
        kind: 'waiting',
      });

    const taken = await Promise.all([ledger.takeDue(50, 60_000), other.takeDue(50, 60_000)]);
    expect(taken.flat()).toEqual([{ ...key('back'), record: record('back'), earlier: { rounds: 1 } }]);
    expect(await other.resume(key('back'))).toEqual({ kind: 'claimed', fence: fence + 1 });
    expect(await ledger.resume(key('back'))).toEqual({ kind: 'taken' });
    expect(await ledger.park(parking('back', fence))).toBe(false);

    const result = resultOf('resp_back');
    expect(await other.finish({ ...key('back'), fence: fence + 1, result })).toBe(true);
    await other.markPublished({ ...key('back'), fence: fence + 1 });
    await other.forgetWaiting(key('back'));
    expect(await ledger.resume(key('back'))).toEqual({ kind: 'ended' });
    expect(await ledger.takeDue(50, 0)).toEqual([]);
  });

  it('G2 rests as long as was asked, unless it is woken; each rest is told what was before', async () => {
    const ledger = await database.startLedger();
    const fence = await claimedFence(ledger, requestOf('acme', 'rest'));
    await ledger.park(parking('rest', fence, { restMs: 3_600_000 }));
    expect(await ledger.takeDue(50, 0)).toEqual([]);
    await ledger.wake(key('rest'));
    expect(await ledger.takeDue(50, 0)).toHaveLength(1);
    const resumed = await ledger.resume(key('rest'));
    if (resumed.kind !== 'claimed') throw new Error(resumed.kind);
    await ledger.park(parking('rest', resumed.fence, { earlier: { rounds: 2 } }));
    expect(await ledger.takeDue(50, 3_600_000)).toMatchObject([{ earlier: { rounds: 2 } }]);
  });

  it('G1 G2 is given to another router when the one that took it has died, with the result that it had', async () => {
    const [dies, lives] = [await database.startLedger({ leaseMs: 300 }), await database.startLedger()];
    for (const customId of ['dies', 'dies-done']) {
      const fence = await claimedFence(dies, requestOf('acme', customId));
      await dies.park(parking(customId, fence));
      expect(await dies.takeDue(1, 0)).toHaveLength(1);
      const resumed = await dies.resume(key(customId));
      if (resumed.kind !== 'claimed') throw new Error(resumed.kind);
      if (customId === 'dies-done')
        await dies.finish({ ...key(customId), fence: resumed.fence, result: resultOf('resp_dead') });
      else expect(await lives.resume(key(customId))).toEqual({ kind: 'taken' });
      await lives.takeDue(50, 3_600_000);
    }
    await database.kill(dies);
    const resumed = async (customId: string) => {
      for (;;) {
        const resumption = await lives.resume(key(customId));
        if (resumption.kind !== 'taken') return resumption;
      }
    };
    expect(await resumed('dies')).toEqual({ kind: 'claimed', fence: 3 });
    expect(await resumed('dies-done')).toEqual({
      kind: 'unpublished',
      fence: 3,
      result: resultOf('resp_dead'),
    });
  });

  it('G2 is parked once though the reply to that was lost', async () => {
    const ledger = await database.startLedger();
    const fence = await claimedFence(ledger, requestOf('acme', 'again'));
    expect(await ledger.park(parking('again', fence))).toBe(true);
    expect(await ledger.park(parking('again', fence))).toBe(true);
    expect(await ledger.takeDue(50, 3_600_000)).toHaveLength(1);
  });
});
