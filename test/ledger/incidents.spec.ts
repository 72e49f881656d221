import { describe, expect, it } from '@jest/globals';
import {
  addSilence,
  calmIncident,
  deleteOldIncidents,
  deleteOldSilences,
  holdIncident,
  listLiveIncidents,
  listOpenIncidents,
  listResolvedIncidents,
  markUndelivered,
} from '#postgres';
import { alertOf, at, calm, claim, hourMs, idsOf, raise, replicas, tellAll } from './raised-incidents.js';
import { useDatabase } from './test-database.js';

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

describe('what is over for long', () => {
  const database = useDatabase();
  const dayMs = 24 * hourMs;
  const daysFromNow = (days: number): Date => new Date(Date.now() + days * dayMs);
  const weekAgo = daysFromNow(-7);

  it('is forgotten with its messages, but what fires, and what a sink is still to be told, is not', async () => {
    const pool = database.openPool();
    for (const fingerprint of ['told', 'young', 'retrying', 'given-up', 'removed', 'firing'])
      await raise(pool, fingerprint, { sinks: [fingerprint] });
    for (const fingerprint of ['told', 'retrying', 'given-up', 'removed']) await calm(pool, fingerprint);
    await calmIncident(pool, { fingerprint: 'young', keepFiringForMs: 0, at: daysFromNow(-6) });
    for (const sink of ['told', 'young', 'firing']) await tellAll(pool, sink);
    for (const [sink, retryInMs] of [
      ['retrying', hourMs],
      ['given-up', null],
    ] as const)
      for (let batch = await claim(pool, sink); batch !== null; batch = await claim(pool, sink))
        await markUndelivered(pool, { ids: idsOf(batch), error: 'HTTP 500', retryInMs });

    const old = { before: weekAgo, sinks: ['told', 'young', 'retrying', 'given-up', 'firing'] };
    await expect(deleteOldIncidents(pool, old)).resolves.toBe(3);
    await expect(deleteOldIncidents(pool, old)).resolves.toBe(0);
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
