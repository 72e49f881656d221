import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { findRequest, LedgerStopped } from '#postgres';
import { claimedFence, requestOf, resultOf } from './requests.js';
import { TcpProxy } from './tcp-proxy.js';
import { useDatabase } from './test-database.js';

/** No heartbeat gets between the test and the reply that it wants lost. */
const longLeaseMs = 600_000;

describe('Ledger without its database', () => {
  const database = useDatabase();
  let proxy: TcpProxy;

  async function throughProxy(options: { leaseMs?: number } = {}) {
    proxy = await TcpProxy.to(database.url);
    const lines: { level: number }[] = [];
    const heard: (() => void)[] = [];
    const logger = pino(
      {},
      {
        write: (line: string) => {
          lines.push(JSON.parse(line) as { level: number });
          heard.splice(0).forEach((resolve) => resolve());
        },
      },
    );
    /** Resolves once so many lines were logged. */
    const logged = async (count: number): Promise<void> => {
      while (lines.length < count) await new Promise<void>((resolve) => heard.push(resolve));
    };
    const ledger = await database.startLedger({ url: proxy.url, leaseMs: longLeaseMs, logger, ...options });
    return { ledger, lines, logged };
  }

  afterEach(() => proxy.close());

  it('G1 lets what needs it wait, runs nothing unclaimed, and goes on afterwards', async () => {
    const { ledger, lines, logged } = await throughProxy();
    const fence = await claimedFence(ledger, requestOf('outage', 'before'));
    await proxy.close();

    const settled: string[] = [];
    const claims = Array.from({ length: 120 }, (_, i) => ledger.claim(requestOf('outage', `req-${i}`)));
    const finish = ledger.finish({
      ...requestOf('outage', 'before'),
      fence,
      result: resultOf('resp_outage'),
    });
    for (const work of [...claims, finish]) void work.then(() => settled.push('settled'));
    await logged(1);
    expect(settled).toEqual([]);

    await proxy.open();
    expect((await Promise.all(claims)).map(({ kind }) => kind)).toEqual(claims.map(() => 'claimed'));
    await expect(finish).resolves.toBe(true);
    expect(lines.map(({ level }) => level)).toEqual([40, 30]);
  });

  it('is not healthy while the database is out, and healthy again afterwards', async () => {
    const { ledger, logged } = await throughProxy({ leaseMs: 1_000 });
    expect(ledger.isHealthy()).toBe(true);
    await proxy.close();
    await logged(1);
    while (ledger.isHealthy()) await new Promise((resolve) => setImmediate(resolve));
    await proxy.open();
    await logged(2);
    expect(ledger.isHealthy()).toBe(true);
  });

  it('G1 keeps a claim whose reply was lost', async () => {
    const { ledger } = await throughProxy();
    await claimedFence(ledger, requestOf('lost-claim', 'before'));
    const lost = proxy.loseNextReply();
    const claim = ledger.claim(requestOf('lost-claim', 'req'));
    await lost;
    expect(await findRequest(database.openPool(), 'lost-claim', 'req')).toMatchObject({
      state: 'running',
      fence: 1,
    });
    await proxy.open();
    await expect(claim).resolves.toEqual({ kind: 'claimed', fence: 2 });
  });

  it('G1 keeps a finish whose reply was lost', async () => {
    const { ledger } = await throughProxy();
    const request = requestOf('lost-finish', 'req');
    const fence = await claimedFence(ledger, request);
    const lost = proxy.loseNextReply();
    const finish = ledger.finish({ ...request, fence, result: resultOf('resp_once') });
    await lost;
    expect(await findRequest(database.openPool(), 'lost-finish', 'req')).toMatchObject({ state: 'done' });
    await proxy.open();
    await expect(finish).resolves.toBe(true);
  });

  it('G1 drops a finish whose reply was lost when another router has taken its result over since', async () => {
    const { ledger } = await throughProxy();
    const request = requestOf('lost-to-other', 'req');
    const fence = await claimedFence(ledger, request);
    const result = resultOf('resp_theirs_now');
    const lost = proxy.loseNextReply();
    const finish = ledger.finish({ ...request, fence, result });
    await lost;
    await database.openPool().query('DELETE FROM understudy.routers');
    const taker = await database.startLedger();
    await expect(taker.claim(request)).resolves.toEqual({ kind: 'unpublished', fence: fence + 1, result });
    await proxy.open();
    await expect(finish).resolves.toBe(false);
  });

  it('survives that the server ends every connection', async () => {
    const { ledger } = await throughProxy();
    const killer = database.openPool();
    const claims = Array.from({ length: 300 }, (_, i) => ledger.claim(requestOf('killed', `req-${i}`, i)));
    const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    for (let i = 0; i < 5; i += 1) await killer.query(end);
    expect((await Promise.all(claims)).map(({ kind }) => kind)).toEqual(claims.map(() => 'claimed'));
  });

  it('rejects what waits when it is stopped', async () => {
    const { ledger, logged } = await throughProxy();
    await proxy.close();
    const claim = ledger.claim(requestOf('stopped', 'req'));
    const rejected = expect(claim).rejects.toBeInstanceOf(LedgerStopped);
    await logged(1);
    await ledger.handBack();
    await ledger.stop();
    await rejected;
  });
});
