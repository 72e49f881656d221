import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createPool, deleteOldRequests, migrate } from '#postgres';
import { pino } from 'pino';
import { useHealth } from './use-health.js';

const silent = pino({ level: 'silent' });

const answeredDaysAgo = (days: number): string => `
  INSERT INTO understudy.requests (org, custom_id, owner, source_topic, source_partition, source_offset,
    state, result_id, result_topic, result_headers, result_value, claimed_at, finished_at, published_at)
  SELECT 'acme', '${days}-' || i, 'gone', 't', 0, i, 'done', 'resp', 'responses', '{}', 'x', at, at, at
  FROM generate_series(1, 1500) AS i, (SELECT now() - interval '${days} days' AS at) AS past`;

const writtenDaysAgo = (days: number): string => `
  INSERT INTO understudy.audit (at, actor, remote, action, target)
  SELECT now() - interval '${days} days', 'ada', '127.0.0.1', 'POST /v1/silences', '/v1/silences'
  FROM generate_series(1, 1500)`;

describe('a health service', () => {
  const health = useHealth();

  it('G1 forgets what was answered more than RETENTION_DAYS ago and who did what a year ago, and remembers the rest', async () => {
    const pool = createPool({
      url: health.stack.databaseUrl,
      max: 1,
      applicationName: 'test',
      logger: silent,
    });
    await migrate(pool, silent);
    await pool.query(answeredDaysAgo(4));
    await pool.query(answeredDaysAgo(2));
    await pool.query(writtenDaysAgo(370));
    await pool.query(writtenDaysAgo(360));
    const replicas = [
      await health.start({ retentionDays: 3 }),
      await health.start({ retentionDays: 3, replicaId: 'another' }),
    ];
    const left = async (table: 'requests' | 'audit'): Promise<number> => {
      const { rows } = await pool.query<{ left: number }>(
        `SELECT count(*)::int AS left FROM understudy.${table}`,
      );
      return rows[0]!.left;
    };
    const forgotten = (what: 'requests' | 'entries'): number =>
      replicas
        .flatMap(({ lines }) => lines.filter(({ msg }) => msg?.startsWith('Forgot')))
        .reduce((sum, line) => sum + Number(line[what]), 0);
    while (forgotten('requests') + forgotten('entries') < 3_000) await sleep(20);
    expect([await left('requests'), await left('audit')]).toEqual([1_500, 1_500]);
    expect([forgotten('requests'), forgotten('entries')]).toEqual([1_500, 1_500]);
    await expect(deleteOldRequests(pool, new Date())).resolves.toBe(1_500);
    await pool.end();
  });
});
