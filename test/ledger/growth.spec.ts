import { describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { deleteOldRequests, findRequest } from '#postgres';
import { claimedFence, requestOf, resultOf } from './requests.js';
import { useDatabase } from './test-database.js';

interface Reads {
  readonly scanned: number;
  readonly lookedUp: number;
}

const published = (org: string, count: number, at: string): string => `
  INSERT INTO understudy.requests (org, custom_id, owner, source_topic, source_partition, source_offset,
    state, result_id, result_topic, result_headers, result_value, claimed_at, finished_at, published_at)
  SELECT '${org}', 'old-' || i, 'gone', 't', 0, i, 'done', 'resp', 'responses', '{}', 'x', ${at}, ${at}, ${at}
  FROM generate_series(1, ${count}) AS i`;

describe('A ledger that grows', () => {
  const database = useDatabase();

  it.each([
    ['never', []],
    ['while it was empty', ['empty']],
    ['while it was small', ['small']],
  ])('stays at look-ups by key when its table was analyzed %s', async (org, analyzedWhile) => {
    const pool = database.openPool();
    const analyzeIf = async (size: string): Promise<void> => {
      if (analyzedWhile.includes(size)) await pool.query('VACUUM ANALYZE understudy.requests');
    };
    await pool.query('TRUNCATE understudy.requests');
    await pool.query('ALTER TABLE understudy.requests SET (autovacuum_enabled = off)');
    await analyzeIf('empty');
    const before = await readsOf(pool);

    // On one connection each plan is made, and kept, while the table has these few rows.
    const routersPool = database.openPool({ max: 1 });
    const ledger = await database.startLedger({ pool: routersPool });
    const requests = Array.from({ length: 50 }, (_, i) => requestOf(org, `req-${i}`));
    const oneOfEach = async (): Promise<void> => {
      await Promise.all(requests.map((request) => ledger.claim(request)));
      await Promise.all(
        requests.map((request) => ledger.finish({ ...request, fence: 1, result: resultOf('resp') })),
      );
      await Promise.all(requests.map((request) => ledger.markPublished({ ...request, fence: 1 })));
    };
    await oneOfEach();
    await analyzeIf('small');
    const rounds = 10;
    for (let i = 1; i < rounds; i += 1) await oneOfEach();
    await pool.query(published(org, 200_000, 'now()'));
    await oneOfEach();
    await ledger.stop();
    await routersPool.end();

    const after = await readsOf(pool);
    expect(after.scanned - before.scanned).toBe(0);
    // One pass over the index of the large table would be 200,000.
    expect(after.lookedUp - before.lookedUp).toBeGreaterThanOrEqual(rounds * requests.length);
    expect(after.lookedUp - before.lookedUp).toBeLessThan(50_000);
  });

  it('forgets what was published before a time, and nothing else', async () => {
    const pool = database.openPool();
    await pool.query('TRUNCATE understudy.requests');
    const ledger = await database.startLedger();
    await pool.query(published('old', 2_500, `now() - interval '8 days'`));
    await pool.query(published('young', 10, `now() - interval '6 days'`));
    await claimedFence(ledger, requestOf('patient', 'req'));
    await pool.query(
      `UPDATE understudy.requests SET claimed_at = now() - interval '9 days' WHERE org = 'patient'`,
    );

    const weekAgo = new Date(Date.now() - 7 * 24 * 3_600_000);
    await expect(deleteOldRequests(pool, weekAgo)).resolves.toBe(2_500);
    await expect(deleteOldRequests(pool, weekAgo)).resolves.toBe(0);
    const { rows } = await pool.query('SELECT count(*)::int AS left FROM understudy.requests');
    expect(rows).toEqual([{ left: 11 }]);
    expect(await findRequest(pool, 'patient', 'req')).toMatchObject({ state: 'running' });
  });
});

/** Rows of `requests` read from end to end, and entries of its primary key read, once all other connections have ended. */
async function readsOf(pool: Pool): Promise<Reads> {
  const client = await pool.connect();
  try {
    const others = `SELECT count(*)::int AS count FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`;
    while ((await client.query<{ count: number }>(others)).rows[0]?.count !== 0);
    await client.query('SELECT pg_stat_force_next_flush()');
    await client.query('SELECT pg_stat_clear_snapshot()');
    const { rows } = await client.query<Reads>(`
      SELECT seq_tup_read::int AS scanned, (
        SELECT idx_tup_read::int FROM pg_stat_user_indexes WHERE indexrelname = 'requests_pkey'
      ) AS "lookedUp"
      FROM pg_stat_user_tables WHERE schemaname = 'understudy' AND relname = 'requests'`);
    return rows[0] as Reads;
  } finally {
    client.release();
  }
}
