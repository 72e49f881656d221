import { describe, expect, it } from '@jest/globals';
import { Alert } from '#contracts';
import { listOpenIncidents, openIncident, publishNotices, resolveIncident } from '#postgres';
import { useDatabase } from './test-database.js';

const alertOf = (fingerprint: string): Alert => ({
  status: 'firing',
  labels: { alertname: 'ProviderDown', severity: 'critical', provider: 'openai' },
  annotations: { summary: 'openai is down', description: '12 of 12 attempts failed' },
  startsAt: '2026-01-02T03:04:05.678Z',
  endsAt: null,
  generatorURL: 'http://127.0.0.1:8090/',
  fingerprint,
});

const endsAt = new Date('2026-01-02T04:00:00.000Z');
const replicas = Array.from({ length: 20 });

describe('incidents', () => {
  const database = useDatabase();

  it('G5 are opened by one and resolved by one of 20 replicas at once', async () => {
    const pool = database.openPool();
    const opened = await Promise.all(replicas.map(() => openIncident(pool, alertOf('once'))));
    expect(opened.filter(Boolean)).toHaveLength(1);
    expect(await listOpenIncidents(pool)).toEqual([{ alert: alertOf('once'), lastSeenAt: expect.any(Date) }]);

    const resolved = await Promise.all(replicas.map(() => resolveIncident(pool, 'once', endsAt)));
    expect(resolved.filter(Boolean)).toHaveLength(1);
    expect(await listOpenIncidents(pool)).toEqual([]);
    await expect(resolveIncident(pool, 'once', endsAt)).resolves.toBe(false);
    await expect(openIncident(pool, alertOf('once'))).resolves.toBe(true);
    await resolveIncident(pool, 'once', endsAt);
    await publishNotices(pool, () => Promise.resolve());
  });

  it('are seen once more by each later opening', async () => {
    const pool = database.openPool();
    await openIncident(pool, alertOf('seen'));
    const [first] = await listOpenIncidents(pool);
    await openIncident(pool, alertOf('seen'));
    const [second] = await listOpenIncidents(pool);
    expect(second?.lastSeenAt.getTime()).toBeGreaterThanOrEqual(first?.lastSeenAt.getTime() ?? Infinity);
    await resolveIncident(pool, 'seen', endsAt);
    await publishNotices(pool, () => Promise.resolve());
  });

  it('G5 are told once when opened and once when resolved, in that order, whichever replica tells it', async () => {
    const pools = replicas.slice(0, 5).map(() => database.openPool());
    const told: Alert[] = [];
    const hear = (notice: Alert): Promise<void> => {
      told.push(notice);
      return Promise.resolve();
    };
    const tell = () => Promise.all(pools.map((pool) => publishNotices(pool, hear)));
    const [pool] = pools as [(typeof pools)[number]];
    const fingerprints = Array.from({ length: 12 }, (_, i) => `told-${i}`);

    for (const fingerprint of fingerprints) await openIncident(pool, alertOf(fingerprint));
    await tell();
    await tell();
    expect(told.map(({ fingerprint }) => fingerprint).sort()).toEqual([...fingerprints].sort());
    expect(told.every(({ status }) => status === 'firing')).toBe(true);

    told.length = 0;
    for (const fingerprint of fingerprints) await resolveIncident(pool, fingerprint, endsAt);
    await tell();
    expect(told.map(({ fingerprint }) => fingerprint).sort()).toEqual([...fingerprints].sort());
    for (const notice of told) {
      expect(Alert.parse(notice)).toMatchObject({ status: 'resolved', endsAt: endsAt.toISOString() });
    }
  });

  it('are told from the first to the last of one fingerprint, never mixed up', async () => {
    const pool = database.openPool();
    const other = database.openPool();
    for (let i = 0; i < 2; i += 1) {
      await openIncident(pool, { ...alertOf('flap'), generatorURL: `http://127.0.0.1/${i}` });
      await resolveIncident(pool, 'flap', endsAt);
    }
    const told: string[] = [];
    await publishNotices(pool, async (notice) => {
      // The second incident must wait while another replica is telling the first.
      await expect(publishNotices(other, () => Promise.resolve())).resolves.toBe(0);
      told.push(`${notice.generatorURL.at(-1)} ${notice.status}`);
    });
    expect(told).toEqual(['0 firing', '0 resolved', '1 firing', '1 resolved']);
  });

  it('G5 are told by the next caller when the telling failed', async () => {
    const pool = database.openPool();
    await openIncident(pool, alertOf('failed'));
    const failing = publishNotices(pool, () => Promise.reject(new Error('the broker is away')));
    await expect(failing).rejects.toThrow('the broker is away');
    const told: string[] = [];
    const hear = ({ fingerprint }: Alert): Promise<void> => {
      told.push(fingerprint);
      return Promise.resolve();
    };
    await expect(publishNotices(pool, hear)).resolves.toBe(1);
    expect(told).toEqual(['failed']);
    await resolveIncident(pool, 'failed', endsAt);
    await publishNotices(pool, () => Promise.resolve());
  });
});
