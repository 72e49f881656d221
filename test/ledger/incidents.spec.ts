import { describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import type { Alert } from '#contracts';
import {
  addSilence,
  calmIncident,
  claimDeliveries,
  deleteOldIncidents,
  deleteOldSilences,
  holdDeliveries,
  holdIncident,
  listLiveIncidents,
  listOpenIncidents,
  listResolvedIncidents,
  listTroubledDeliveries,
  markDelivered,
  markUndelivered,
  raiseIncident,
  repeatDeliveries,
  type DeliveryBatch,
} from '#postgres';
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

const at = new Date('2026-01-02T04:00:00.000Z');
const hourMs = 3_600_000;
const replicas = Array.from({ length: 20 });

interface RaisedOf {
  readonly sinks?: readonly string[];
  readonly forMs?: number;
  readonly handoffs?: readonly string[];
  readonly alert?: Partial<Alert>;
}

/** Each spec has sinks of its own, so that none sees what another left. */
const raise = (pool: Pool, fingerprint: string, of: RaisedOf = {}): Promise<boolean> =>
  raiseIncident(pool, {
    alert: { ...alertOf(fingerprint), ...of.alert },
    forMs: of.forMs ?? 0,
    handoffs: of.handoffs ?? [],
    to: (of.sinks ?? []).map((sink) => ({ sink, group: 'g', waitMs: 0 })),
  });

const calm = (pool: Pool, fingerprint: string, keepFiringForMs = 0): Promise<boolean> =>
  calmIncident(pool, { fingerprint, keepFiringForMs, at });

const claim = (pool: Pool, sink: string, leaseMs = hourMs): Promise<DeliveryBatch | null> =>
  claimDeliveries(pool, { sinks: [sink], leaseMs });

const idsOf = (batch: DeliveryBatch | null): string[] => batch!.deliveries.map(({ id }) => id);

const told = (batch: DeliveryBatch | null): string[] =>
  (batch?.deliveries ?? []).map(({ alert }) => `${alert.fingerprint} ${alert.status}`);

/** What a sink hears until there is nothing more for it. */
async function tellAll(pool: Pool, sink: string): Promise<string[]> {
  const heard: string[] = [];
  for (let batch = await claim(pool, sink); batch !== null; batch = await claim(pool, sink)) {
    heard.push(...told(batch));
    await markDelivered(pool, idsOf(batch));
  }
  return heard;
}

describe('incidents', () => {
  const database = useDatabase();

  it('G5 are opened by one and resolved by one of 20 replicas at once, and told once each', async () => {
    const pool = database.openPool();
    const opened = await Promise.all(replicas.map(() => raise(pool, 'once', { sinks: ['once'] })));
    expect(opened.filter(Boolean)).toHaveLength(1);
    expect(await listOpenIncidents(pool)).toMatchObject([{ alert: alertOf('once'), quietSince: null }]);

    const resolved = await Promise.all(replicas.map(() => calm(pool, 'once')));
    expect(resolved.filter(Boolean)).toHaveLength(1);
    expect(await listOpenIncidents(pool)).toEqual([]);
    expect(await listResolvedIncidents(pool, 1)).toEqual([
      { ...alertOf('once'), status: 'resolved', endsAt: at.toISOString() },
    ]);
    expect(await tellAll(pool, 'once')).toEqual(['once firing', 'once resolved']);
    await expect(calm(pool, 'once')).resolves.toBe(false);
    await expect(raise(pool, 'once')).resolves.toBe(true);
    await calm(pool, 'once');
  });

  it('are pending until what they are about has lasted, and gone without a word when it did not', async () => {
    const pool = database.openPool();
    const startsAt = new Date().toISOString();
    const young = { sinks: ['young'], forMs: hourMs, alert: { startsAt } };
    await expect(raise(pool, 'young', young)).resolves.toBe(false);
    expect(await listOpenIncidents(pool)).toEqual([]);
    expect(await listLiveIncidents(pool)).toMatchObject([{ isPending: true }]);
    await expect(calm(pool, 'young')).resolves.toBe(false);
    expect(await listLiveIncidents(pool)).toEqual([]);

    await raise(pool, 'young', young);
    // The same condition, seen again when it has lasted.
    const opened = await Promise.all(replicas.map(() => raise(pool, 'young', { ...young, forMs: 0 })));
    expect(opened.filter(Boolean)).toHaveLength(1);
    await calm(pool, 'young');
    expect(await tellAll(pool, 'young')).toEqual(['young firing', 'young resolved']);
  });

  it('stay open while they are quiet for less long than they are to keep firing', async () => {
    const pool = database.openPool();
    await raise(pool, 'flaps', { sinks: ['flaps'] });
    await expect(calm(pool, 'flaps', hourMs)).resolves.toBe(false);
    expect(await listOpenIncidents(pool)).toMatchObject([{ quietSince: expect.any(Date) }]);
    await holdIncident(pool, 'flaps');
    expect(await listOpenIncidents(pool)).toMatchObject([{ quietSince: null }]);
    await calm(pool, 'flaps', hourMs);
    await expect(raise(pool, 'flaps')).resolves.toBe(false);
    expect(await listOpenIncidents(pool)).toMatchObject([{ quietSince: null }]);
    await calm(pool, 'flaps');
    expect(await tellAll(pool, 'flaps')).toEqual(['flaps firing', 'flaps resolved']);
  });

  it('E7 carry the requests that people have to take over, those that join later too', async () => {
    const pool = database.openPool();
    await raise(pool, 'handoff', { handoffs: ['req-2'] });
    await raise(pool, 'handoff', { handoffs: ['req-1', 'req-2'] });
    const [open] = await listOpenIncidents(pool);
    expect(open?.alert.annotations).toMatchObject({ handoff: 'true', handoff_requests: 'req-1, req-2' });
    await calm(pool, 'handoff');
  });
});

describe('the outbox', () => {
  const database = useDatabase();

  it('G5 gives a message to one replica, and of one fingerprint the earlier first', async () => {
    const pool = database.openPool();
    for (let i = 0; i < 2; i += 1) {
      await raise(pool, 'order', { sinks: ['order'] });
      await calm(pool, 'order');
    }
    const claims = await Promise.all(replicas.map(() => claim(pool, 'order')));
    expect(claims.filter((batch) => batch !== null).map(told)).toEqual([['order firing']]);
    await markDelivered(pool, idsOf(claims.find((batch) => batch !== null)!));
    expect(await tellAll(pool, 'order')).toEqual(['order resolved', 'order firing', 'order resolved']);
  });

  it('gives a message to somebody else when the lease of whoever had it is over', async () => {
    const pool = database.openPool();
    await raise(pool, 'lease', { sinks: ['lease'] });
    expect(told(await claim(pool, 'lease', 0))).toEqual(['lease firing']);
    const second = await claim(pool, 'lease');
    expect(second?.deliveries).toMatchObject([{ attempts: 2 }]);
    expect(await claim(pool, 'lease')).toBeNull();
    await calm(pool, 'lease');
  });

  it('puts what is of one group and status into one message', async () => {
    const pool = database.openPool();
    for (const fingerprint of ['g-1', 'g-2', 'g-3']) await raise(pool, fingerprint, { sinks: ['group'] });
    await calm(pool, 'g-1');
    const firing = await claim(pool, 'group');
    expect(told(firing)).toEqual(['g-1 firing', 'g-2 firing', 'g-3 firing']);
    expect(await claim(pool, 'group')).toBeNull();
    await markDelivered(pool, idsOf(firing));
    expect(told(await claim(pool, 'group'))).toEqual(['g-1 resolved']);
    for (const fingerprint of ['g-2', 'g-3']) await calm(pool, fingerprint);
  });

  it('shows what does not come through, keeps it for the next try, and ends in a dead end that can be seen', async () => {
    const pool = database.openPool();
    await raise(pool, 'sick', { sinks: ['sick'] });
    const ids = idsOf(await claim(pool, 'sick'));
    await markUndelivered(pool, { ids, error: 'HTTP 500', retryInMs: 0 });
    const trouble = { sink: 'sick', fingerprint: 'sick', alertname: 'ProviderDown', status: 'firing' };
    expect(await listTroubledDeliveries(pool)).toMatchObject([
      { ...trouble, state: 'retrying', attempts: 1, error: 'HTTP 500' },
    ]);
    expect(told(await claim(pool, 'sick'))).toEqual(['sick firing']);
    await markUndelivered(pool, { ids, error: 'HTTP 502', retryInMs: null });
    expect(await listTroubledDeliveries(pool)).toMatchObject([
      { ...trouble, state: 'dead', error: 'HTTP 502' },
    ]);
    expect(await claim(pool, 'sick')).toBeNull();

    await repeatDeliveries(pool, [{ sink: 'sick', everyMs: 0 }]);
    expect(await tellAll(pool, 'sick')).toEqual(['sick firing']);
    expect(await listTroubledDeliveries(pool)).toEqual([]);
    await calm(pool, 'sick');
  });

  it('repeats what fires when it is time, once for all replicas, and nothing that is over', async () => {
    const pool = database.openPool();
    const again = { sink: 'again', everyMs: 0 };
    await raise(pool, 'again', { sinks: ['again'] });
    expect(await tellAll(pool, 'again')).toEqual(['again firing']);
    await repeatDeliveries(pool, [{ ...again, everyMs: hourMs }]);
    expect(await tellAll(pool, 'again')).toEqual([]);
    await Promise.all(replicas.map(() => repeatDeliveries(pool, [again])));
    expect(await tellAll(pool, 'again')).toEqual(['again firing']);
    await repeatDeliveries(pool, [again]);
    await calm(pool, 'again');
    await repeatDeliveries(pool, [again]);
    expect(await tellAll(pool, 'again')).toEqual(['again resolved']);
  });

  it('says nothing of an incident that was held back from its beginning to its end', async () => {
    const pool = database.openPool();
    await raise(pool, 'held', { sinks: ['held', 'other'] });
    await holdDeliveries(pool, idsOf(await claim(pool, 'held')), 0);
    await calm(pool, 'held');
    expect(await tellAll(pool, 'held')).toEqual([]);
    expect(await tellAll(pool, 'other')).toEqual(['held firing', 'held resolved']);
  });
});

describe('what is over for long', () => {
  const database = useDatabase();
  const dayMs = 24 * hourMs;
  const daysFromNow = (days: number): Date => new Date(Date.now() + days * dayMs);
  const weekAgo = daysFromNow(-7);

  it('is forgotten with its messages, but what fires, and what is still to be told, is not', async () => {
    const pool = database.openPool();
    for (const fingerprint of ['told', 'young', 'retrying', 'given-up', 'firing'])
      await raise(pool, fingerprint, { sinks: [fingerprint] });
    for (const fingerprint of ['told', 'retrying', 'given-up']) await calm(pool, fingerprint);
    await calmIncident(pool, { fingerprint: 'young', keepFiringForMs: 0, at: daysFromNow(-6) });
    for (const sink of ['told', 'young', 'firing']) await tellAll(pool, sink);
    for (const [sink, retryInMs] of [
      ['retrying', hourMs],
      ['given-up', null],
    ] as const)
      for (let batch = await claim(pool, sink); batch !== null; batch = await claim(pool, sink))
        await markUndelivered(pool, { ids: idsOf(batch), error: 'HTTP 500', retryInMs });

    await expect(deleteOldIncidents(pool, weekAgo)).resolves.toBe(2);
    await expect(deleteOldIncidents(pool, weekAgo)).resolves.toBe(0);
    const { rows } = await pool.query(`
      SELECT i.fingerprint, array_agg(o.status || ' ' || o.state ORDER BY o.id) AS messages
      FROM understudy.incidents AS i JOIN understudy.outbox AS o ON o.incident_id = i.id
      GROUP BY i.fingerprint ORDER BY i.fingerprint`);
    expect(rows).toEqual([
      { fingerprint: 'firing', messages: ['firing sent'] },
      { fingerprint: 'retrying', messages: ['firing waiting', 'resolved waiting'] },
      { fingerprint: 'young', messages: ['firing sent', 'resolved sent'] },
    ]);
  });

  it('is forgotten of silences, but not those that hold', async () => {
    const pool = database.openPool();
    for (const days of [-8, -6, 1])
      await addSilence(pool, { matchers: [], until: daysFromNow(days), by: 'ada', comment: `${days}` });
    await expect(deleteOldSilences(pool, weekAgo)).resolves.toBe(1);
    const { rows } = await pool.query('SELECT comment FROM understudy.silences ORDER BY until');
    expect(rows).toEqual([{ comment: '-6' }, { comment: '1' }]);
  });
});
