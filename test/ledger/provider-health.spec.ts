import { describe, expect, it } from '@jest/globals';
import { ProviderHealth } from '#contracts';
import { listProviderHealth, saveProviderHealth } from '#postgres';
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
  expires_at: '2026-01-02T03:14:05.678Z',
});

describe('provider health', () => {
  const database = useDatabase();

  it('comes back as it was saved, and fits its contract', async () => {
    const pool = database.openPool();
    const saved = await saveProviderHealth(pool, healthOf('gpt-4o'));
    expect(saved).toEqual({ ...healthOf('gpt-4o'), seq: 1 });
    expect(ProviderHealth.parse(saved)).toEqual(saved);
    expect(await listProviderHealth(pool)).toEqual([saved]);
  });

  it('moves forward only: each of many saves at once gets a `seq` of its own, and the highest one stays', async () => {
    const pool = database.openPool();
    const saved = await Promise.all(
      Array.from({ length: 20 }, (_, i) => saveProviderHealth(pool, { ...healthOf('busy'), requests: i })),
    );
    expect(saved.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(saved.map((_, i) => i + 1));
    const stored = (await listProviderHealth(pool)).find(({ model }) => model === 'busy');
    expect(stored).toEqual(saved.find(({ seq }) => seq === 20));
  });
});
