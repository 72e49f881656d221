import { describe, expect, it } from '@jest/globals';
import { everyModel } from '#contracts';
import { attempt, start, useTables } from './health-table.fixture.js';

const { newTable, save, transitions } = useTables();

describe('the folded health of models (F2)', () => {
  it('E5 a failing model is down, with what led there', () => {
    const table = newTable();
    expect(table.fold(attempt(0, { failed: 'unavailable' }), start + 100)).toBe(true);
    expect(save(table, start + 100)).toEqual([
      {
        provider: 'openai',
        model: 'gpt-4o',
        state: 'down',
        since: '2026-11-21T05:00:00.100Z',
        until: '2026-11-21T05:05:00.100Z',
        reason: 'unavailable: failure_rate=100.00%',
        failure_rate: 1,
        requests: 1,
        failures: 1,
        by_class: { unavailable: 1 },
        latency_ms: { p50: null, p95: null },
        time_to_first_token_ms: { p50: null, p95: null },
        proven_at: null,
        expires_at: '2026-11-21T05:15:00.100Z',
        seq: 1,
      },
    ]);
    expect(transitions).toMatchObject([{ provider: 'openai', from: 'healthy', to: { state: 'down' } }]);
  });

  it('saves changes of state at once and counts every 10 s', () => {
    const table = newTable();
    table.fold(attempt(0), start);
    expect(save(table, start)).toHaveLength(1);
    expect(table.fold(attempt(200), start)).toBe(false);
    expect(save(table, start + 9_999)).toHaveLength(0);
    expect(save(table, start + 10_000)).toMatchObject([{ state: 'healthy', requests: 2 }]);
    expect(save(table, start + 60_000)).toHaveLength(0);
  });

  it('tells of a change once, and again of what changes after it was taken to be saved', () => {
    const table = newTable();
    expect(table.fold(attempt(0, { failed: 'unavailable' }), start)).toBe(true);
    expect(table.fold(attempt(100, { failed: 'unavailable' }), start)).toBe(false);
    const [taken] = table.unsaved(start);
    expect(table.fold(attempt(300), start)).toBe(true);
    table.markSaved(taken!, { ...taken!.draft, seq: 1 }, start);
    expect(save(table, start)).toMatchObject([{ state: 'recovering' }]);
  });

  it('tells of the next change after one that went back before it could be saved', () => {
    const table = newTable();
    for (let each = 0; each < 9; each += 1) table.fold(attempt(each), start);
    save(table, start);
    expect(table.fold(attempt(20, { failed: 'unavailable' }), start)).toBe(true);
    for (let each = 30; each < 42; each += 1) table.fold(attempt(each), start);
    expect(table.unsaved(start)).toEqual([]);
    expect(table.fold(attempt(50, { failed: 'quota' }), start)).toBe(true);
  });

  it('G4 saves a longer rest at once: the others must know until when', () => {
    const table = newTable();
    table.fold(attempt(0, { failed: 'rate_limit', retryAfterMs: 2_000 }), start);
    save(table, start);
    expect(table.fold(attempt(500, { failed: 'rate_limit', retryAfterMs: 2_000 }), start)).toBe(false);
    expect(table.fold(attempt(600, { failed: 'rate_limit', retryAfterMs: 20_000 }), start)).toBe(true);
    expect(save(table, start)).toMatchObject([{ state: 'limited', until: '2026-11-21T05:00:20.700Z' }]);
  });

  it('D8 G4 saves at once that nothing is left, and that it is whole again when it is', () => {
    const table = newTable();
    for (let each = 0; each < 20; each += 1) table.fold(attempt(each), start);
    save(table, start);
    expect(table.fold(attempt(100, { spentUntil: start + 30_000 }), start + 200)).toBe(true);
    expect(save(table, start + 200)).toMatchObject([
      {
        state: 'limited',
        until: '2026-11-21T05:00:30.000Z',
        reason: 'rate_limit: the provider says that nothing is left until then',
        failures: 0,
      },
    ]);
    expect(table.fold(attempt(150, { spentUntil: start + 30_500 }), start + 300)).toBe(false);
    expect(table.fold(attempt(200), start + 300)).toBe(false);
    table.tick(start + 30_499);
    expect(table.unsaved(start + 30_499)).toMatchObject([{ state: { state: 'limited' } }]);
    table.tick(start + 30_500);
    expect(save(table, start + 30_500)).toMatchObject([
      { state: 'healthy', since: '2026-11-21T05:00:30.500Z' },
    ]);
    expect(transitions.map(({ to }) => to.state)).toEqual(['limited', 'healthy']);
  });

  it.each(['bad_request', 'cancelled', 'timeout'] as const)(
    'D8 hears that nothing is left of a request that fails with %s, and no more',
    (failed) => {
      const table = newTable();
      expect(table.fold(attempt(0, { failed, status: null, spentUntil: start + 60_000 }), start)).toBe(true);
      expect(save(table, start)).toMatchObject([{ state: 'limited', requests: 0 }]);
    },
  );

  it('D8 says nothing of a limit in a backlog that is whole again by now', () => {
    const table = newTable();
    table.fold(attempt(0, { spentUntil: start + 60_000 }), start + 60_000);
    expect(save(table, start + 60_000)).toMatchObject([{ state: 'healthy' }]);
  });

  it('B6 what was announced before a clearing counts no more, even if it is heard of later', () => {
    const table = newTable();
    table.fold(attempt(0), start);
    table.clear(start + 500, start + 500);
    table.fold(attempt(300, { spentUntil: start + 60_000 }), start + 600);
    expect(save(table, start + 600)).toMatchObject([{ state: 'healthy' }]);
  });

  it.each(['bad_request', 'content_filter', 'cancelled', 'model_not_found', 'context_length'] as const)(
    'a request that fails with %s says nothing of the provider',
    (failed) => {
      const table = newTable();
      expect(table.fold(attempt(0, { failed }), start)).toBe(false);
      expect(table.unsaved(start)).toEqual([]);
    },
  );

  it('G7 the impatience of one request costs nobody the provider', () => {
    const table = newTable();
    expect(table.fold(attempt(0, { failed: 'timeout', status: null }), start)).toBe(false);
    expect(table.unsaved(start)).toEqual([]);
    const patient = attempt(0, { failed: 'timeout', status: null, endedAt: start + 59_990 });
    expect(table.fold(patient, start)).toBe(true);
    expect(save(table, start)).toMatchObject([{ state: 'down' }]);
  });

  it('a time-out that the provider itself tells counts however soon it comes', () => {
    const table = newTable();
    expect(table.fold(attempt(0, { failed: 'timeout', status: 408 }), start)).toBe(true);
  });

  it('recovers with a clean window: what led into the cooldown does not lead into the next', () => {
    const table = newTable();
    for (let each = 0; each < 50; each += 1) table.fold(attempt(each, { failed: 'network' }), start);
    for (const at of [200, 400, 600]) table.fold(attempt(at), start);
    expect(save(table, start)).toMatchObject([{ state: 'healthy', failure_rate: 0, requests: 3 }]);
    expect(transitions.map(({ to }) => to.state)).toEqual(['down', 'recovering', 'healthy']);
  });

  it('folds a backlog as it happened: an hour later, the outage of then is over', () => {
    const table = newTable();
    const now = start + 3_600_000;
    table.fold(attempt(0, { failed: 'unavailable' }), now);
    expect(save(table, now)).toMatchObject([{ state: 'down', until: '2026-11-21T05:05:00.100Z' }]);
    for (const at of [400_000, 401_000, 402_000]) table.fold(attempt(at), now);
    expect(save(table, now)).toMatchObject([{ state: 'healthy', since: '2026-11-21T05:06:42.100Z' }]);
  });

  it('by silence a recovering model becomes healthy and its counts empty; a down one stays down', () => {
    const table = newTable();
    table.fold(attempt(0, { failed: 'unavailable' }), start);
    table.fold(attempt(0, { failed: 'unavailable', provider: 'gemini' }), start);
    table.fold(attempt(200), start + 300);
    save(table, start + 300);
    table.tick(start + 60_299);
    expect(save(table, start + 60_299)).toEqual([]);
    table.tick(start + 60_300);
    expect(save(table, start + 60_300)).toMatchObject([
      { provider: 'openai', state: 'healthy', requests: 0 },
    ]);
    table.tick(start + 1_000_000);
    expect(save(table, start + 1_000_000)).toEqual([]);
  });

  it('gives the percentiles of the attempts that succeeded', () => {
    const table = newTable();
    for (let each = 1; each <= 100; each += 1) {
      table.fold(attempt(each * 10, { endedAt: start + each * 10 + each }), start);
    }
    expect(save(table, start)).toMatchObject([{ latency_ms: { p50: 50, p95: 95 } }]);
  });
});

describe('a provider that the fleet leaves alone as a whole', () => {
  it('F2 is shown to work by a call of any model that began since, and that is told at once, once', () => {
    const table = newTable();
    table.fold(attempt(0), start);
    save(table, start);
    table.leftAlone(new Map([['openai', start + 500]]));
    expect(table.fold(attempt(400), start + 600)).toBe(false);
    expect(table.fold(attempt(600), start + 700)).toBe(true);
    const [record] = save(table, start + 700);
    expect(record).toMatchObject({ state: 'healthy', proven_at: new Date(start + 600).toISOString() });
    expect(table.fold(attempt(800), start + 900)).toBe(false);
    table.leftAlone(new Map());
    expect(table.fold(attempt(900), start + 1_000)).toBe(false);
  });

  it('has no model of the name that stands for all of them', () => {
    const table = newTable();
    expect(table.fold(attempt(0, { model: everyModel, failed: 'network' }), start)).toBe(false);
    expect(table.unsaved(start)).toEqual([]);
  });
});

describe('the minutes', () => {
  it('count what tells of the provider, and are taken once unless they are given back', () => {
    const table = newTable();
    const { minutes } = table;
    table.fold(attempt(0), start);
    table.fold(attempt(10, { failed: 'timeout', status: 504 }), start);
    table.fold(attempt(60_000, { model: 'o3' }), start);
    table.fold(attempt(0, { failed: 'bad_request' }), start);
    const taken = minutes.take();
    expect(taken).toEqual([
      { provider: 'openai', model: 'gpt-4o', minute: start, requests: 2, failures: 1 },
      { provider: 'openai', model: 'o3', minute: start + 60_000, requests: 1, failures: 0 },
    ]);
    expect(minutes.take()).toEqual([]);
    table.fold(attempt(20), start);
    minutes.giveBack(taken);
    expect(minutes.take()).toContainEqual({ ...taken[0]!, requests: 3 });
  });
});
