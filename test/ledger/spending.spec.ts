import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { deleteOldSpending, SpendingBook, type SpendingBookOptions } from '#postgres';
import { recordedLog } from './recorded-log.js';
import { TcpProxy } from './tcp-proxy.js';
import { silent, useDatabase } from './test-database.js';

const at = Date.parse('2026-11-21T12:00:00Z');

/** Nobody waits: what is added is flushed in the next turn, and a lost database is tried again at once. */
const hastyClock = () => ({
  now: at,
  sleep: (): Promise<void> => new Promise((resolve) => setImmediate(resolve)),
});

describe('SpendingBook', () => {
  const opened: { readonly close: () => Promise<void> }[] = [];
  // Before the database's own: it waits until nobody is connected.
  afterEach(async () => {
    for (const { close } of opened.splice(0)) await close();
  });
  const database = useDatabase();

  function open({ url, ...options }: Partial<SpendingBookOptions> & { url?: string } = {}) {
    const time = hastyClock();
    const book = new SpendingBook({
      pool: database.openPool(url === undefined ? {} : { url }),
      routerId: randomUUID(),
      logger: silent,
      clock: { now: () => time.now, sleep: time.sleep },
      ...options,
    });
    opened.push({ close: () => book.close() });
    return { book, time };
  }

  async function openProxy(): Promise<TcpProxy> {
    const proxy = await TcpProxy.to(database.url);
    opened.push({ close: () => proxy.close() });
    return proxy;
  }

  /** As a router that has just started sees it. */
  async function fleetUsd(org: string, session: string | null = null, now = at) {
    const { book } = open();
    await book.know(org, session, now);
    return book.spentUsd(org, session, now);
  }

  it('C6 has a cost in view at once, and in the database when it is closed', async () => {
    const { book } = open({
      clock: {
        now: () => at,
        sleep: (ms, signal) => pause(ms * 1_000, undefined, { signal }).catch(() => undefined),
      },
    });
    book.add({ org: 'at-once', session: 's', costUsd: 0.25, at });
    book.add({ org: 'at-once', session: 's', costUsd: 0.5, at });
    expect(book.spentUsd('at-once', 's', at)).toEqual({ sessionUsd: 0.75, dayUsd: 0.75, monthUsd: 0.75 });
    await expect(fleetUsd('at-once', 's')).resolves.toEqual({ sessionUsd: 0, dayUsd: 0, monthUsd: 0 });
    await book.close();
    await expect(fleetUsd('at-once', 's')).resolves.toEqual({
      sessionUsd: 0.75,
      dayUsd: 0.75,
      monthUsd: 0.75,
    });
  });

  it("C8 sees what other routers spend, without its own costs' help", async () => {
    const [ours, theirs] = [open(), open()];
    theirs.book.add({ org: 'shared', session: 's', costUsd: 2, at });
    while (ours.book.spentUsd('shared', 's', at).dayUsd !== 2) {
      ours.time.now += 2_001;
      await ours.book.know('shared', 's', at);
    }
    ours.book.add({ org: 'shared', session: 's', costUsd: 1, at });
    expect(ours.book.spentUsd('shared', 's', at)).toEqual({ sessionUsd: 3, dayUsd: 3, monthUsd: 3 });
  });

  it('learns the total of the fleet by adding to it', async () => {
    const [ours, theirs] = [open(), open()];
    theirs.book.add({ org: 'adding', session: null, costUsd: 2, at });
    await theirs.book.close();
    ours.book.add({ org: 'adding', session: null, costUsd: 1, at });
    await ours.book.close();
    expect(ours.book.spentUsd('adding', null, at)).toEqual({ sessionUsd: 0, dayUsd: 3, monthUsd: 3 });
  });

  it('C8 keeps organizations, sessions, days and months apart', async () => {
    const { book } = open();
    const lastMoment = Date.parse('2026-11-30T23:59:59.999Z');
    book.add({ org: 'apart', session: 'one', costUsd: 1, at: lastMoment });
    book.add({ org: 'apart', session: 'two', costUsd: 2, at: lastMoment });
    book.add({ org: 'apart', session: null, costUsd: 4, at: lastMoment - 24 * 3_600_000 });
    book.add({ org: 'apart', session: 'one', costUsd: 8, at: lastMoment + 1 });
    book.add({ org: 'apart-2', session: 'one', costUsd: 16, at: lastMoment });
    await book.close();
    for (const spent of [book.spentUsd.bind(book), fleetUsd]) {
      expect(await spent('apart', 'one', lastMoment)).toEqual({ sessionUsd: 9, dayUsd: 3, monthUsd: 7 });
      expect(await spent('apart', 'two', lastMoment + 1)).toEqual({ sessionUsd: 2, dayUsd: 8, monthUsd: 8 });
      expect(await spent('apart', null, lastMoment - 24 * 3_600_000)).toEqual({
        sessionUsd: 0,
        dayUsd: 4,
        monthUsd: 7,
      });
    }
  });

  it('takes sessions as callers name them', async () => {
    const { book } = open();
    const sessions = ['', 'a\0b', '\ud800', 'x'.repeat(10_000), '日本', `'; --`];
    sessions.forEach((session, i) => book.add({ org: 'odd', session, costUsd: i + 1, at }));
    await book.close();
    for (const [i, session] of sessions.entries()) {
      expect((await fleetUsd('odd', session)).sessionUsd).toBe(i + 1);
    }
  });

  it('C6 adds up to what was added, however many routers add at once', async () => {
    const cost = fc.record({
      org: fc.constantFrom('sum-a', 'sum-b'),
      session: fc.constantFrom(null, 's-1', 's-2'),
      costUsd: fc.double({ min: 0, max: 5, noNaN: true }),
      day: fc.integer({ min: 0, max: 2 }),
      book: fc.integer({ min: 0, max: 2 }),
      flushed: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(cost, { maxLength: 200 }), async (costs) => {
        const pool = database.openPool();
        const run = randomUUID();
        const books = [0, 1, 2].map(() => open({ pool }).book);
        const dayOf = (day: number): number => at + day * 24 * 3_600_000;
        for (const { org, session, costUsd, day, book, flushed } of costs) {
          books[book]?.add({ org: org + run, session, costUsd, at: dayOf(day) });
          if (flushed) await new Promise((resolve) => setImmediate(resolve));
        }
        for (const book of books) await book.close();
        const sum = (counts: (cost: (typeof costs)[number]) => boolean): number =>
          costs.filter(counts).reduce((usd, { costUsd }) => usd + costUsd, 0);

        const { book: reader } = open({ pool });
        for (const org of ['sum-a', 'sum-b']) {
          for (const [session, day] of [
            ['s-1', 0],
            ['s-2', 1],
            [null, 2],
          ] as const) {
            await reader.know(org + run, session, dayOf(day));
            const spent = reader.spentUsd(org + run, session, dayOf(day));
            const ofOrg = (c: (typeof costs)[number]): boolean => c.org === org;
            expect(spent.sessionUsd).toBeCloseTo(
              sum((c) => ofOrg(c) && session !== null && c.session === session),
              6,
            );
            expect(spent.dayUsd).toBeCloseTo(
              sum((c) => ofOrg(c) && c.day === day),
              6,
            );
            expect(spent.monthUsd).toBeCloseTo(sum(ofOrg), 6);
          }
        }
        await pool.end();
      }),
      { numRuns: 25 },
    );
  });

  it('asks the database once for all that want to know, and not again for two seconds', async () => {
    const pool = database.openPool();
    const query = jest.spyOn(pool, 'query');
    const { book, time } = open({ pool });
    const askAll = () =>
      Promise.all(Array.from({ length: 20 }, (_, i) => book.know('asked', `s-${i % 4}`, at)));
    await askAll();
    expect(query).toHaveBeenCalledTimes(1);
    time.now += 2_000;
    await askAll();
    expect(query).toHaveBeenCalledTimes(1);
    time.now += 1;
    await askAll();
    expect(query).toHaveBeenCalledTimes(2);
  });

  it('does nothing for costs of nothing', async () => {
    const pool = database.openPool();
    const query = jest.spyOn(pool, 'query');
    const { book } = open({ pool });
    for (const costUsd of [0, -1, Number.NaN]) book.add({ org: 'free', session: 's', costUsd, at });
    await book.close();
    expect(book.spentUsd('free', 's', at)).toEqual({ sessionUsd: 0, dayUsd: 0, monthUsd: 0 });
    expect(query).not.toHaveBeenCalled();
  });

  it('forgets what nobody used for an hour, and knows it again when it is asked for', async () => {
    const { book, time } = open();
    book.add({ org: 'old', session: null, costUsd: 1, at });
    await book.close();
    time.now += 3_599_999;
    await book.know('young', null, at);
    expect(book.spentUsd('old', null, at).dayUsd).toBe(1);
    time.now += 1;
    await book.know('young', null, at);
    expect(book.spentUsd('old', null, at).dayUsd).toBe(0);
    await book.know('old', null, at);
    expect(book.spentUsd('old', null, at).dayUsd).toBe(1);
  });

  it('goes by what it knows while the database is away, and makes up for it afterwards', async () => {
    const proxy = await openProxy();
    const { logger, lines, logged } = recordedLog();
    const { book, time } = open({ url: proxy.url, logger });
    book.add({ org: 'away', session: null, costUsd: 1, at });
    await book.know('away', null, at);
    await proxy.close();
    time.now += 2_001;
    book.add({ org: 'away', session: 's', costUsd: 2, at });
    await book.know('away', 's', at);
    expect(book.spentUsd('away', 's', at)).toEqual({ sessionUsd: 2, dayUsd: 3, monthUsd: 3 });
    await logged(1);
    await proxy.open();
    await logged(2);
    await book.close();
    await expect(fleetUsd('away', 's')).resolves.toEqual({ sessionUsd: 2, dayUsd: 3, monthUsd: 3 });
    expect(lines.map(({ level }) => level)).toEqual([40, 30]);
  });

  it('C6 counts a flush once when its reply was lost', async () => {
    const proxy = await openProxy();
    const { logger, logged } = recordedLog();
    const { book } = open({ url: proxy.url, logger });
    await book.know('lost', null, at);
    const lost = proxy.loseNextReply();
    book.add({ org: 'lost', session: null, costUsd: 1, at });
    await lost;
    await expect(fleetUsd('lost')).resolves.toMatchObject({ dayUsd: 1 });
    book.add({ org: 'lost', session: null, costUsd: 2, at });
    await logged(1);
    await proxy.open();
    await book.close();
    expect(book.spentUsd('lost', null, at).dayUsd).toBe(3);
    await expect(fleetUsd('lost')).resolves.toMatchObject({ dayUsd: 3, monthUsd: 3 });
  });

  it('says what is lost when it is closed without a database', async () => {
    const proxy = await openProxy();
    const { logger, lines } = recordedLog();
    const { book } = open({ url: proxy.url, logger });
    await proxy.close();
    book.add({ org: 'unlucky', session: null, costUsd: 1, at });
    await book.close();
    expect(lines.at(-1)).toMatchObject({ level: 50, orgs: ['unlucky'] });
  });

  it('lives on when the database refuses a flush', async () => {
    const { logger, lines, logged } = recordedLog();
    const { book } = open({ logger });
    const pool = database.openPool();
    await pool.query(`ALTER TABLE understudy.spending ADD CONSTRAINT refuses CHECK (org <> 'refused')`);
    book.add({ org: 'refused', session: null, costUsd: 1, at });
    await logged(1);
    expect(lines).toMatchObject([{ level: 50, orgs: ['refused'] }]);
    await pool.query('ALTER TABLE understudy.spending DROP CONSTRAINT refuses');
    book.add({ org: 'refused', session: null, costUsd: 2, at });
    await book.close();
    expect(book.spentUsd('refused', null, at).dayUsd).toBe(3);
    await expect(fleetUsd('refused')).resolves.toMatchObject({ dayUsd: 2 });
  });

  it('can forget old periods, and nothing else', async () => {
    const pool = database.openPool();
    await pool.query('TRUNCATE understudy.spending');
    await pool.query(
      `INSERT INTO understudy.spending (org, period, cost_usd, updated_on)
       SELECT 'acme', 'session:' || i, 1, CASE WHEN i <= 2500 THEN date '2026-10-19' ELSE date '2026-10-20' END
       FROM generate_series(1, 2510) AS i`,
    );
    await expect(deleteOldSpending(pool, new Date('2026-10-20T00:00:00Z'))).resolves.toBe(2_500);
    await expect(deleteOldSpending(pool, new Date('2026-10-20T23:59:59Z'))).resolves.toBe(0);
    const { rows } = await pool.query('SELECT count(*)::int AS left FROM understudy.spending');
    expect(rows).toEqual([{ left: 10 }]);
  });
});
