import { describe, expect, it } from '@jest/globals';
import { defaultHealthPolicy } from '#fallback';
import type { HealthTable } from './health-table.js';
import { attempt, rules, start, useTables } from './health-table.fixture.js';

const { newTable, save } = useTables();

describe('new rules of a changed config', () => {
  it('say from which share on a model is degraded, and after how many successes it is healthy', () => {
    const table = newTable();
    table.follow({ ...rules, policy: { ...defaultHealthPolicy, degradedRate: 0.5, successesToRecover: 1 } });
    for (let each = 0; each < 10; each += 1) table.fold(attempt(each), start);
    for (const at of [20, 21]) table.fold(attempt(at, { failed: 'unavailable' }), start);
    expect(save(table, start)).toMatchObject([{ state: 'healthy', failures: 2 }]);
    table.fold(attempt(30, { failed: 'quota' }), start);
    expect(save(table, start)).toMatchObject([{ state: 'down' }]);
    table.fold(attempt(131), start);
    expect(save(table, start)).toMatchObject([{ state: 'healthy', requests: 1 }]);
  });

  const counts = (table: HealthTable): unknown[] =>
    table.unsaved(start).map(({ draft: { state, requests } }) => ({ state, requests }));

  it('hold from then on; what cools down goes on to do so', () => {
    const table = newTable();
    table.fold(attempt(0, { failed: 'unavailable' }), start);
    table.follow({ ...rules, policy: { ...defaultHealthPolicy, minimumRequests: 2, cooldownMs: 7_000 } });
    expect(save(table, start)).toMatchObject([
      { state: 'down', until: new Date(start + 100 + defaultHealthPolicy.cooldownMs).toISOString() },
    ]);
    table.fold(attempt(0, { model: 'o3', failed: 'unavailable' }), start);
    expect(save(table, start)).toMatchObject([{ model: 'o3', state: 'degraded' }]);
    table.fold(attempt(0, { model: 'o3', failed: 'unavailable' }), start);
    expect(save(table, start)).toMatchObject([
      { model: 'o3', state: 'down', until: new Date(start + 7_100).toISOString() },
    ]);
  });

  it('begin a new window where they change it, and leave it where they do not', () => {
    const table = newTable();
    table.fold(attempt(0), start);
    table.follow({ ...rules, policy: { ...defaultHealthPolicy, cooldownMs: 7_000 } });
    expect(counts(table)).toEqual([{ state: 'healthy', requests: 1 }]);
    table.follow({ ...rules, policy: { ...defaultHealthPolicy, windowMs: 30_000 } });
    expect(counts(table)).toEqual([{ state: 'healthy', requests: 0 }]);
  });

  it('say which models a provider has, and how long it may take', () => {
    const table = newTable();
    table.follow({ ...rules, timeoutMsOf: () => 100, modelsOf: () => ['o3'] });
    table.fold(attempt(0, { failed: 'timeout', status: null }), start);
    table.report({ provider: 'ollama', model: null, failed: 'unavailable', at: start }, start);
    expect(save(table, start)).toMatchObject([
      { provider: 'openai', model: 'gpt-4o', state: 'down' },
      { provider: 'ollama', model: 'o3', state: 'down' },
    ]);
  });
});
