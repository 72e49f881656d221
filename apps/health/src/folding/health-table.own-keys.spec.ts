import { describe, expect, it } from '@jest/globals';
import { attempt, start, useTables } from './health-table.fixture.js';

const { newTable, save } = useTables();

describe('an organization that uses its own key', () => {
  const own = { credential: 'ACME_OPENAI_KEY' };

  it.each(['auth', 'quota', 'rate_limit'] as const)(
    'costs nobody else the provider when it gets %s',
    (failed) => {
      const table = newTable();
      expect(table.fold(attempt(0, { failed, ...own }), start)).toBe(false);
      expect(table.unsaved(start)).toEqual([]);
    },
  );

  it.each(['unavailable', 'network'] as const)('tells everybody when it gets %s', (failed) => {
    const table = newTable();
    expect(table.fold(attempt(0, { failed, ...own }), start)).toBe(true);
    expect(save(table, start)).toMatchObject([{ state: 'down' }]);
  });

  it.each(['auth', 'quota', 'rate_limit'] as const)(
    'says nothing of our key, which got %s, when it succeeds',
    (failed) => {
      const table = newTable();
      table.fold(attempt(0, { failed, retryAfterMs: 60_000 }), start);
      save(table, start);
      table.fold(attempt(200, own), start);
      expect(table.unsaved(start + 10_000)).toEqual([]);
      table.fold(attempt(400), start);
      expect(save(table, start)).toMatchObject([{ state: 'recovering' }]);
    },
  );

  it('shows that a provider works again which did not answer', () => {
    const table = newTable();
    table.fold(attempt(0, { failed: 'unavailable' }), start);
    table.fold(attempt(200, own), start);
    expect(save(table, start)).toMatchObject([{ state: 'recovering' }]);
  });
});
