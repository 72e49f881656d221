import { describe, expect, it } from '@jest/globals';
import { findRequest } from '#postgres';
import { claimedFence, claimPatiently, requestOf, resultOf } from './requests.js';
import { useDatabase } from './test-database.js';

/** Short enough to wait for its end, long enough that a busy machine renews it in time. */
const shortLeaseMs = 1_000;

describe('Ledger.claim', () => {
  const database = useDatabase();

  it('G1 gives each of 500 requests to one of two routers that race for them', async () => {
    const routers = await Promise.all([database.startLedger(), database.startLedger()]);
    const requests = Array.from({ length: 500 }, (_, i) => requestOf('race', `req-${(i * 7919) % 500}`));
    const [ours, theirs] = await Promise.all(
      routers.map((ledger, i) => {
        const order = i === 0 ? requests : requests.toReversed();
        return Promise.all(
          order.map(async (request) => [request.customId, (await ledger.claim(request)).kind] as const),
        );
      }),
    );
    const kinds = new Map(ours);
    expect(kinds.size).toBe(500);
    for (const [customId, kind] of theirs ?? []) {
      expect([kind, kinds.get(customId)].sort()).toEqual(['claimed', 'held']);
    }
  });

  it('G1 holds a request that a producer sent twice while the first record of it runs', async () => {
    const ledger = await database.startLedger();
    const [first, second] = await Promise.all([
      ledger.claim(requestOf('twice', 'req', 1)),
      ledger.claim(requestOf('twice', 'req', 2)),
    ]);
    expect(first).toEqual({ kind: 'claimed', fence: 1 });
    expect(second).toEqual({ kind: 'held', leaseLeftMs: expect.any(Number) });

    const result = resultOf('resp_twice');
    await expect(ledger.finish({ org: 'twice', customId: 'req', fence: 1, result })).resolves.toBe(true);
    await ledger.markPublished({ org: 'twice', customId: 'req', fence: 1 });

    await expect(ledger.claim(requestOf('twice', 'req', 1))).resolves.toEqual({
      kind: 'published',
      result,
      sameSource: true,
    });
    await expect(ledger.claim(requestOf('twice', 'req', 2))).resolves.toEqual({
      kind: 'published',
      result,
      sameSource: false,
    });
  });

  it('G1 gives the stored answer back to the byte, its headers in their order', async () => {
    const ledger = await database.startLedger();
    const other = await database.startLedger();
    const result = resultOf('resp_bytes');
    const fence = await claimedFence(ledger, requestOf('bytes', 'req'));
    await ledger.finish({ org: 'bytes', customId: 'req', fence, result });
    await ledger.markPublished({ org: 'bytes', customId: 'req', fence });
    const again = await other.claim(requestOf('bytes', 'req', 9));
    if (again.kind !== 'published') throw new Error(again.kind);
    expect(again.result).toEqual(result);
    expect(JSON.stringify(again.result.headers)).toBe(JSON.stringify(result.headers));
  });

  it('tells how long the lease of whoever holds a request still lasts', async () => {
    const holder = await database.startLedger({ leaseMs: 60_000 });
    const other = await database.startLedger();
    await claimedFence(holder, requestOf('lease', 'req'));
    const held = await other.claim(requestOf('lease', 'req'));
    if (held.kind !== 'held') throw new Error(held.kind);
    expect(held.leaseLeftMs).toBeGreaterThan(30_000);
    expect(held.leaseLeftMs).toBeLessThanOrEqual(60_000);
  });

  it('keeps the requests of two organizations apart', async () => {
    const ledger = await database.startLedger();
    await expect(ledger.claim(requestOf('one', 'same-id', 1))).resolves.toEqual({
      kind: 'claimed',
      fence: 1,
    });
    await expect(ledger.claim(requestOf('other', 'same-id', 2))).resolves.toEqual({
      kind: 'claimed',
      fence: 1,
    });
  });

  it('G1 takes a running request over once the lease of a killed router has run out', async () => {
    const killed = await database.startLedger({ leaseMs: shortLeaseMs });
    const taker = await database.startLedger();
    const request = requestOf('take-over', 'req');
    const fence = await claimedFence(killed, request);
    await database.kill(killed);
    await expect(claimPatiently(taker, request)).resolves.toEqual({ kind: 'claimed', fence: fence + 1 });
  });

  it('G1 leaves a request to a router that came and claimed it while the claim waited for its row', async () => {
    const taker = await database.startLedger();
    const pool = database.openPool();
    const request = requestOf('newcomer', 'req');
    const dead = await database.startLedger();
    await claimedFence(dead, request);
    await dead.handBack();

    const newcomer = await pool.connect();
    await newcomer.query('BEGIN');
    await newcomer.query(`SELECT FROM understudy.requests WHERE org = 'newcomer' FOR UPDATE`);
    const claim = taker.claim(request);
    const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    while ((await pool.query(waiting)).rowCount === 0);
    await newcomer.query(`INSERT INTO understudy.routers VALUES ('newcomer', now() + interval '1 hour')`);
    await newcomer.query(`UPDATE understudy.requests SET owner = 'newcomer', fence = fence + 1, claimed_at = clock_timestamp()
      WHERE org = 'newcomer'`);
    await newcomer.query('COMMIT');
    newcomer.release();

    await expect(claim).resolves.toEqual({ kind: 'held', leaseLeftMs: expect.any(Number) });
    expect(await findRequest(pool, 'newcomer', 'req')).toMatchObject({ owner: 'newcomer', fence: 2 });
  });

  it('leaves a request with a router that lives on past its first lease', async () => {
    const holder = await database.startLedger({ leaseMs: shortLeaseMs });
    const other = await database.startLedger();
    const pool = database.openPool();
    await claimedFence(holder, requestOf('alive', 'req'));
    const leases = 'SELECT max(lease_until) AS until FROM understudy.routers WHERE id = $1';
    const { owner } = (await findRequest(pool, 'alive', 'req')) ?? { owner: '' };
    const first: Date = (await pool.query(leases, [owner])).rows[0].until;
    for (let now = new Date(0); now <= first; now = (await pool.query('SELECT now()')).rows[0].now) {
      await expect(other.claim(requestOf('alive', 'req'))).resolves.toMatchObject({ kind: 'held' });
    }
    await expect(other.claim(requestOf('alive', 'req'))).resolves.toMatchObject({ kind: 'held' });
  });

  it('G1 publishes, and does not run, what a dead router finished but never marked', async () => {
    const killed = await database.startLedger({ leaseMs: shortLeaseMs });
    const taker = await database.startLedger();
    const request = requestOf('unpublished', 'req');
    const fence = await claimedFence(killed, request);
    const result = resultOf('resp_unpublished');
    await killed.finish({ ...request, fence, result });
    await expect(taker.claim(request)).resolves.toMatchObject({ kind: 'held' });
    await database.kill(killed);
    await expect(claimPatiently(taker, request)).resolves.toEqual({
      kind: 'unpublished',
      fence: fence + 1,
      result,
    });
    await taker.markPublished({ ...request, fence: fence + 1 });
    await expect(taker.claim(request)).resolves.toEqual({ kind: 'published', result, sameSource: true });
  });

  it('hands everything over at once at an orderly shutdown, and claims nothing afterwards', async () => {
    const leaving = await database.startLedger({ leaseMs: 600_000 });
    const taker = await database.startLedger();
    const request = requestOf('hand-back', 'req');
    const fence = await claimedFence(leaving, request);
    await leaving.handBack();
    await expect(taker.claim(request)).resolves.toEqual({ kind: 'claimed', fence: fence + 1 });
    await expect(leaving.claim(requestOf('hand-back', 'next'))).rejects.toThrow('stopped');
    await expect(leaving.finish({ ...request, fence, result: resultOf('resp_late') })).resolves.toBe(false);
  });

  it('rejects a request that no row can hold alone, not its whole batch', async () => {
    const ledger = await database.startLedger();
    const ids = ['a', 'b', 'nul \0 inside', 'c', 'half \ud800 pair'];
    const claims = await Promise.allSettled(ids.map((id, i) => ledger.claim(requestOf('poison', id, i))));
    expect(claims.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
  });
});
