import { describe, expect, it } from '@jest/globals';
import { everyModel, ProviderHealth } from '#contracts';
import {
  addAttemptMinutes,
  listAttemptMinutes,
  listProviderHealth,
  listProviderVerdicts,
  saveProviderHealth,
} from '#postgres';
import { useDatabase } from './test-database.js';

const healthOf = (model: string): Omit<ProviderHealth, 'seq'> => ({
  provider: 'openai',
  model,
  state: 'down',
  since: '2026-01-02T03:04:05.678Z',
  until: '2026-01-02T03:09:05.678Z',
  reason: 'failure_rate=100.00%',
  failure_rate: 1,
  requests: 12,
  failures: 12,
  by_class: { rate_limit: 10, timeout: 2 },
  latency_ms: { p50: 12.5, p95: null },
  time_to_first_token_ms: { p50: null, p95: 99.5 },
  proven_at: '2026-01-02T03:00:00.123Z',
  expires_at: '2026-01-02T03:14:05.678Z',
});

const aside = (_record: ProviderHealth): Promise<void> => Promise.resolve();

describe('provider health', () => {
  const database = useDatabase();
  const save = (health: Omit<ProviderHealth, 'seq'>, after: number | null = null, publish = aside) =>
    saveProviderHealth(database.openPool(), { health, after, publish });

  it('comes back as it was saved, and fits its contract', async () => {
    const saved = await save(healthOf('gpt-4o'));
    expect(saved).toEqual({ ...healthOf('gpt-4o'), seq: 1 });
    expect(ProviderHealth.parse(saved)).toEqual(saved);
    expect(await listProviderHealth(database.openPool())).toEqual([saved]);
  });

  it('G4 moves forward only: of many saves at once each has a `seq` of its own, and they are told in that order', async () => {
    const told: number[] = [];
    const pool = database.openPool();
    const publish = async ({ seq }: ProviderHealth): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, seq % 3));
      told.push(seq);
    };
    const saves = Array.from({ length: 20 }, (_, requests) =>
      saveProviderHealth(pool, { health: { ...healthOf('busy'), requests }, after: null, publish }),
    );
    const saved = await Promise.all(saves);
    expect(told).toEqual(saved.map((_, i) => i + 1));
    const stored = (await listProviderHealth(pool)).find(({ model }) => model === 'busy');
    expect(stored).toEqual(saved.find((record) => record?.seq === 20));
  });

  it('G4 that was made from what holds no more is neither saved nor told', async () => {
    const told: number[] = [];
    const publish = ({ seq }: ProviderHealth): Promise<void> => Promise.resolve(void told.push(seq));
    expect(await save(healthOf('judged'), 0, publish)).toMatchObject({ seq: 1 });
    expect(await save(healthOf('judged'), 0, publish)).toBeNull();
    expect(await save(healthOf('judged'), 1, publish)).toMatchObject({ seq: 2 });
    expect(told).toEqual([1, 2]);
  });

  it('that could not be told was not saved', async () => {
    const failing = (): Promise<void> => Promise.reject(new Error('no broker'));
    await expect(save(healthOf('untold'), null, failing)).rejects.toThrow('no broker');
    const records = await listProviderHealth(database.openPool());
    expect(records.map(({ model }) => model)).not.toContain('untold');
  });

  it('keeps what is told of a provider as a whole apart from its models', async () => {
    const verdict = await save(healthOf(everyModel));
    expect(await listProviderVerdicts(database.openPool())).toEqual([verdict]);
    const records = await listProviderHealth(database.openPool());
    expect(records.map(({ model }) => model)).not.toContain(everyModel);
  });
});

describe('the attempts of each minute', () => {
  const database = useDatabase();

  it('are the sum of what all replicas add, and forgotten after two hours', async () => {
    const pool = database.openPool();
    const minute = Math.floor(Date.now() / 60_000) * 60_000;
    const gpt4o = { provider: 'openai', model: 'gpt-4o', minute, requests: 2, failures: 1 };
    const mini = { ...gpt4o, model: 'mini' };
    const stale = { ...gpt4o, minute: minute - 3 * 3_600_000 };
    await Promise.all([
      addAttemptMinutes(pool, [gpt4o, mini, stale]),
      addAttemptMinutes(pool, [mini, gpt4o]),
    ]);
    const listed = await listAttemptMinutes(pool, 0);
    expect(listed.toSorted((a, b) => (a.model < b.model ? -1 : 1))).toEqual([
      { ...gpt4o, requests: 4, failures: 2 },
      { ...mini, requests: 4, failures: 2 },
    ]);
    expect(await listAttemptMinutes(pool, minute + 1)).toEqual([]);

    const aged = `UPDATE understudy.attempt_minutes SET minute = minute - interval '3 hours' WHERE model = 'mini'`;
    await pool.query(aged);
    await addAttemptMinutes(pool, [gpt4o]);
    expect(await listAttemptMinutes(pool, 0)).toEqual([{ ...gpt4o, requests: 6, failures: 3 }]);
  });
});
