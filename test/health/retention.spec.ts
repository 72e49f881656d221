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

describe('a health service', () => {
  const health = useHealth();

  it('G1 forgets what was answered more than RETENTION_DAYS ago, and remembers the rest', async () => {
    const pool = createPool({
      url: health.stack.databaseUrl,
      max: 1,
      applicationName: 'test',
      logger: silent,
    });
    await migrate(pool, silent);
    await pool.query(answeredDaysAgo(4));
    await pool.query(answeredDaysAgo(2));
    const replicas = [
      await health.start({ retentionDays: 3 }),
      await health.start({ retentionDays: 3, replicaId: 'another' }),
    ];
    const left = async (): Promise<number> => {
      const { rows } = await pool.query<{ left: number }>(
        'SELECT count(*)::int AS left FROM understudy.requests',
      );
      return rows[0]!.left;
    };
    while ((await left()) > 1_500);
    expect(await left()).toBe(1_500);
    const told = replicas.flatMap(({ lines }) => lines.filter(({ msg }) => msg?.startsWith('Forgot')));
    expect(told.reduce((sum, { requests }) => sum + Number(requests), 0)).toBe(1_500);
    await expect(deleteOldRequests(pool, new Date())).resolves.toBe(1_500);
    await pool.end();
  });
});
