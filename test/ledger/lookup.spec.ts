import { describe, expect, it } from '@jest/globals';
import {
  findHandoff,
  keepDays,
  listAttempts,
  listCosts,
  listEndedRequests,
  listFlows,
  listHandoffs,
  recordAttempts,
  recordEndedRequests,
  takeHandoff,
} from '#postgres';
import { ended, handedOver, recorded } from './lookup-records.js';
import { useDatabase } from './test-database.js';

const database = useDatabase();

const costsOf = async (
  groupBy: 'org' | 'session' | 'model',
  org: string,
  day = '2026-01-02',
): Promise<object[]> =>
  (await listCosts(database.openPool(), { groupBy, day, org }, 10)).map(({ line }) => line);

describe('attempts', () => {
  it('C6 are stored and counted once, in whatever order and however often they come', async () => {
    const pool = database.openPool();
    const [first, second, third] = [
      recorded({ org: 'once', session: 's-1' }),
      recorded({ org: 'once', session: 's-1', provider: 'gemini', started_at: '2026-01-02T10:00:01.000Z' }),
      recorded({ org: 'once', custom_id: 'req-2', cost_usd: 0.2 }),
    ];
    expect(await recordAttempts(pool, [second, third, second])).toBe(2);
    expect(await recordAttempts(pool, [first, second])).toBe(1);
    expect(await recordAttempts(pool, [third, second, first])).toBe(0);

    const { attempts, traceId } = await listAttempts(pool, 'once', 'req-1');
    expect(attempts.map(({ provider }) => provider)).toEqual(['openai', 'gemini']);
    expect(traceId).toBe('a'.repeat(32));
    expect(await costsOf('org', 'once')).toEqual([{ name: 'once', requests: 2, attempts: 3, cost_usd: 0.4 }]);
    expect(await costsOf('session', 'once')).toEqual([
      { name: 's-1', requests: 1, attempts: 2, cost_usd: 0.2 },
    ]);
    expect(await costsOf('model', 'once')).toEqual([
      { name: 'openai/gpt-4o', requests: 2, attempts: 2, cost_usd: 0.3 },
      { name: 'gemini/gpt-4o', requests: 1, attempts: 1, cost_usd: 0.1 },
    ]);
  });

  it('are counted once by replicas that bring the same ones at the same time', async () => {
    // Batches that go side by side have the same requests, and other attempts of them.
    const batch = (number: number) =>
      Array.from({ length: 20 }, (_, i) =>
        recorded({ org: 'raced', custom_id: `req-${number >> 1}-${i}`, cost_usd: 0.01 }),
      );
    const batches = Array.from({ length: 40 }, (_, number) => batch(number));
    const pools = [1, 2, 3].map(() => database.openPool({ max: 2 }));
    await Promise.all(pools.flatMap((pool) => [1, 2].map(() => pool.query('SELECT pg_sleep(0.1)'))));
    const done = await Promise.all(
      pools.flatMap((pool) => batches.map((attempts) => recordAttempts(pool, attempts))),
    );
    expect(done.reduce((sum, count) => sum + count)).toBe(800);
    expect(await costsOf('org', 'raced')).toEqual([
      { name: 'raced', requests: 400, attempts: 800, cost_usd: 8 },
    ]);
  });

  it('count on the day on which they began', async () => {
    const pool = database.openPool();
    await recordAttempts(pool, [
      recorded({ org: 'night', started_at: '2026-01-03T23:59:59.999Z' }),
      recorded({ org: 'night', started_at: '2026-01-04T00:00:00.000Z', attempt: 2 }),
    ]);
    for (const day of ['2026-01-03', '2026-01-04'])
      expect(await costsOf('org', 'night', day)).toMatchObject([{ requests: 1, attempts: 1 }]);
    expect((await listAttempts(pool, 'night', 'req-1')).attempts).toHaveLength(2);
  });

  it('have their costs paged through, the highest first', async () => {
    const pool = database.openPool();
    const costs = [0.1, 0.3, 0.1, 0.2, 0.1];
    await recordAttempts(
      pool,
      costs.map((cost_usd, i) => recorded({ org: 'paged', custom_id: `r${i}`, session: `s${i}`, cost_usd })),
    );
    const filter = { groupBy: 'session', day: '2026-01-02', org: 'paged' } as const;
    const seen: string[] = [];
    for (let after; seen.length < costs.length;) {
      const page = await listCosts(pool, { ...filter, after }, 2);
      seen.push(...page.map(({ line }) => line.name));
      after = page.at(-1)!.place;
    }
    expect(seen).toEqual(['s1', 's3', 's0', 's2', 's4']);
  });
});

describe('requests that have ended', () => {
  it('are listed once however often they come, newest first, by any of their sides', async () => {
    const pool = database.openPool();
    const answered = ended({ org: 'listed' });
    const failed = ended({
      org: 'listed',
      custom_id: 'req-2',
      failure: handedOver,
      finishedAt: new Date('2026-01-03T00:00:00.000Z'),
      routing: { ...answered.routing, provider: null, model: null },
    });
    expect(await recordEndedRequests(pool, [answered, failed, answered])).toBe(2);
    expect(await recordEndedRequests(pool, [failed, answered])).toBe(0);

    const idsOf = async (filter: Parameters<typeof listEndedRequests>[1]): Promise<string[]> =>
      (await listEndedRequests(pool, { org: 'listed', ...filter }, 10)).map(
        ({ request }) => request.custom_id,
      );
    expect(await idsOf({})).toEqual(['req-2', 'req-1']);
    expect(await idsOf({ outcome: 'failed' })).toEqual(['req-2']);
    expect(await idsOf({ outcome: 'answered', provider: 'gemini' })).toEqual(['req-1']);
    expect(await idsOf({ provider: 'openai' })).toEqual([]);
    expect(await idsOf({ errorClass: 'rate_limit' })).toEqual(['req-2', 'req-1']);
    expect(await idsOf({ errorClass: 'auth' })).toEqual([]);
    expect(await idsOf({ since: failed.finishedAt })).toEqual(['req-2']);
    expect(await idsOf({ until: failed.finishedAt })).toEqual(['req-1']);
    const oldest = (await listEndedRequests(pool, { org: 'listed' }, 2)).at(-1);
    expect(oldest?.request).toEqual({
      org: 'listed',
      custom_id: 'req-1',
      state: 'done',
      outcome: 'answered',
      started_at: '2026-01-02T10:00:00.500Z',
      finished_at: '2026-01-02T10:00:02.000Z',
      duration_ms: 1_500,
      provider: 'gemini',
      model: 'flash',
      chain: ['openai/gpt-4o', 'gemini/flash'],
      attempts: 2,
      cost_usd: 0.2,
      error_class: 'rate_limit',
      trace_id: 'b'.repeat(32),
    });
    expect(await listFlows(pool, new Date('2026-01-02T10:00:59.000Z'))).toEqual([
      { from: 'openai/gpt-4o', to: null, requests: 1 },
      { from: 'openai/gpt-4o', to: 'gemini/flash', requests: 1 },
    ]);
  });

  it('are paged through without gaps or doubles while others come', async () => {
    const pool = database.openPool();
    const at = (i: number): Date => new Date(Date.parse('2026-01-05T12:00:00Z') + (i % 4) * 20_000_000);
    const make = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) =>
        ended({ org: 'pages', custom_id: `r${from + i}`, finishedAt: at(i) }),
      );
    await recordEndedRequests(pool, make(0, 50));
    const seen: string[] = [];
    for (let after, pages = 0; pages < 50; pages += 1) {
      const page = await listEndedRequests(pool, { org: 'pages', after }, 7);
      if (page.length === 0) break;
      seen.push(...page.map(({ request }) => request.custom_id));
      after = page.at(-1)!.place;
      await recordEndedRequests(pool, make(1_000 * seen.length, 3));
    }
    const original = seen.filter((id) => Number(id.slice(1)) < 50);
    expect(new Set(original).size).toBe(50);
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describe('handoffs', () => {
  it('E7 are open until one takes them, and stay taken when the failure comes again', async () => {
    const pool = database.openPool();
    const failed = ended({ org: 'human', failure: handedOver });
    const other = ended({
      org: 'human',
      custom_id: 'req-2',
      failure: handedOver,
      finishedAt: new Date('2026-01-02T09:00:00Z'),
    });
    await recordEndedRequests(pool, [failed, other, ended({ org: 'human', custom_id: 'req-3' })]);
    const open = { state: 'open', org: 'human' } as const;
    const [oldest, next] = await listHandoffs(pool, open, 10);
    expect([oldest?.custom_id, next?.custom_id]).toEqual(['req-2', 'req-1']);
    const after = { at: other.finishedAt, org: 'human', customId: 'req-2' };
    expect(await listHandoffs(pool, { ...open, after }, 10)).toEqual([next]);

    const takers = await Promise.all(['ada', 'bob'].map((by) => takeHandoff(pool, 'human', 'req-1', by)));
    expect(takers[0]).toEqual(takers[1]);
    expect(['ada', 'bob']).toContain(takers[0]?.taken_by);
    await recordEndedRequests(pool, [failed, { ...failed, id: 'resp_again' }]);
    expect(await listHandoffs(pool, open, 10)).toEqual([oldest]);
    expect(await listHandoffs(pool, { state: 'taken', org: 'human' }, 10)).toEqual([takers[0]]);
    expect(await findHandoff(pool, 'human', 'none')).toBeNull();
    expect(await takeHandoff(pool, 'human', 'none', 'ada')).toBeNull();
  });
});

describe('days', () => {
  it('that are over are dropped, today and tomorrow are made ahead, and a late record still finds its own', async () => {
    const pool = database.openPool();
    const partitions = async (): Promise<string[]> =>
      (
        await pool.query<{ name: string }>(
          `SELECT relname AS name FROM pg_inherits JOIN pg_class ON oid = inhrelid
           WHERE inhparent = 'understudy.attempts'::regclass AND relname > 'attempts_202603' ORDER BY 1`,
        )
      ).rows.map(({ name }) => name);
    const [now, oldest] = [new Date('2026-03-10T12:00:00Z'), new Date('2026-03-04T12:00:00Z')];
    const on = (day: string) => recorded({ org: 'kept', custom_id: day, started_at: `${day}T12:00:00.000Z` });
    await recordAttempts(pool, [on('2026-03-03'), on('2026-03-04')]);
    const dropped = await Promise.all([1, 2, 3].map(() => keepDays(pool, now, oldest)));
    expect(dropped.flat().filter((name) => name.includes('_202603'))).toEqual(['attempts_20260303']);
    expect(await partitions()).toEqual(['attempts_20260304', 'attempts_20260310', 'attempts_20260311']);
    expect(await costsOf('org', 'kept', '2026-03-03')).toEqual([]);
    expect(await costsOf('org', 'kept', '2026-03-04')).toHaveLength(1);

    expect(await recordAttempts(pool, [on('2026-03-07')])).toBe(1);
    expect((await listAttempts(pool, 'kept', '2026-03-07')).attempts).toHaveLength(1);
    expect((await listAttempts(pool, 'kept', '2026-03-03')).attempts).toEqual([]);
  });
});
