import { describe, expect, it } from '@jest/globals';
import { attempt, start, useTables } from './health-table.fixture.js';
import type { OperatorReport } from './operator-report.js';

const { newTable, save, transitions } = useTables();

describe('what operators say (B6, B7)', () => {
  const failed = (at: number, over: Partial<OperatorReport> = {}): OperatorReport => ({
    provider: 'openai',
    model: null,
    failed: 'unavailable',
    at: start + at,
    ...over,
  });
  const works = (at: number, over: Partial<OperatorReport> = {}): OperatorReport =>
    failed(at, { failed: null, ...over });

  it('B7 a reported failure leaves every known model and the configured one alone, however well they did', () => {
    const table = newTable();
    for (let each = 0; each < 50; each += 1) table.fold(attempt(each, { model: 'gpt-4o-mini' }), start);
    table.fold(attempt(0, { provider: 'gemini' }), start);
    save(table, start);
    expect(table.report(failed(500), start + 600)).toBe(true);
    expect(save(table, start + 600)).toMatchObject([
      { model: 'gpt-4o-mini', state: 'down', until: '2026-11-21T05:05:00.500Z', requests: 51, failures: 1 },
      { model: 'gpt-4o', state: 'down', until: '2026-11-21T05:05:00.500Z', requests: 1, failures: 1 },
    ]);
    expect(transitions).toHaveLength(2);
  });

  it('B7 a failure of one model concerns no other, and has the class that was named', () => {
    const table = newTable();
    table.report(failed(0, { model: 'o3', failed: 'rate_limit' }), start);
    expect(save(table, start)).toMatchObject([
      { model: 'o3', state: 'limited', until: '2026-11-21T05:01:00.000Z', by_class: { rate_limit: 1 } },
    ]);
  });

  it('B7 a reported success makes the models that are known healthy, with nothing held against them', () => {
    const table = newTable();
    table.fold(attempt(0, { failed: 'auth' }), start);
    table.fold(attempt(0, { failed: 'auth', model: 'o3' }), start);
    save(table, start);
    expect(table.report(works(500, { model: 'o3' }), start + 500)).toBe(true);
    expect(save(table, start + 500)).toMatchObject([{ model: 'o3', state: 'healthy', failures: 0 }]);
    expect(table.report(works(600), start + 600)).toBe(true);
    expect(save(table, start + 600)).toMatchObject([
      { model: 'gpt-4o', state: 'healthy', since: '2026-11-21T05:00:00.600Z', reason: 'failure_rate=0.00%' },
    ]);
  });

  it('B6 clearing makes every model healthy and empties its counts', () => {
    const table = newTable();
    table.fold(attempt(0, { failed: 'unavailable' }), start);
    table.fold(attempt(0, { failed: 'rate_limit', provider: 'gemini' }), start);
    for (let each = 0; each < 9; each += 1) table.fold(attempt(each, { provider: 'ollama' }), start);
    table.fold(attempt(10, { provider: 'ollama', failed: 'unavailable' }), start);
    save(table, start);
    expect(table.clear(start + 500, start + 500)).toBe(true);
    expect(save(table, start + 500)).toMatchObject([
      { provider: 'openai', state: 'healthy', requests: 0 },
      { provider: 'gemini', state: 'healthy', requests: 0 },
      { provider: 'ollama', state: 'healthy', requests: 0 },
    ]);
  });

  it('B6 what ended before the clearing counts no more, even if it is heard of later', () => {
    const table = newTable();
    table.fold(attempt(0), start);
    save(table, start);
    table.clear(start + 500, start + 500);
    expect(table.fold(attempt(300, { failed: 'unavailable' }), start + 600)).toBe(false);
    table.fold(attempt(550), start + 700);
    expect(save(table, start + 20_000)).toMatchObject([{ state: 'healthy', requests: 1, failures: 0 }]);
  });

  it('what fails after it was said to work is down', () => {
    const table = newTable();
    for (const at of [0, 400]) table.fold(attempt(at, { failed: 'unavailable' }), start + 500);
    save(table, start + 500);
    for (const at of [50, 450]) {
      expect(table.report(works(at), start + 500)).toBe(false);
      expect(table.clear(start + at, start + 500)).toBe(false);
    }
    expect(table.unsaved(start + 500)).toEqual([]);
  });

  it('is heard again after a restart without effect: neither what is over nor what was done already', () => {
    const before = newTable();
    before.report(failed(0), start);
    const [down] = save(before, start);
    for (const at of [200, 400, 600]) before.fold(attempt(at), start + at);
    const [healthy] = save(before, start + 700);
    transitions.length = 0;

    for (const [record, state] of [
      [down!, 'down'],
      [healthy!, 'healthy'],
    ] as const) {
      const after = newTable();
      after.adopt([record], start + 800);
      expect(after.report(failed(0), start + 800)).toBe(false);
      expect(after.unsaved(start + 60_000)).toEqual([]);
      expect(record.state).toBe(state);
    }
    const later = newTable();
    expect(later.report(failed(0), start + 300_000)).toBe(false);
    expect(later.unsaved(start + 300_000)).toEqual([]);
    expect(transitions).toEqual([]);
  });
});
