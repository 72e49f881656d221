import { describe, expect, it } from '@jest/globals';
import { Organization } from '#contracts';
import { spendersOf } from './spenders.js';

const known = [
  Organization.parse({ org: 'acme', name: 'Acme Inc', budgets: { daily_usd: 10 } }),
  Organization.parse({ org: 'idle', name: 'Idle', budgets: { daily_usd: 0 } }),
];
const cost = (name: string, usd: number) => ({ name, requests: 2, attempts: 3, cost_usd: usd });

describe('what organizations spent', () => {
  it('is of all that are known or have spent, the most first', () => {
    expect(spendersOf(known, { costs: [cost('acme', 1), cost('default', 4)], next: null })).toEqual([
      { org: 'default', name: 'default', requests: 2, spentUsd: 4, dailyUsd: null },
      { org: 'acme', name: 'Acme Inc', requests: 2, spentUsd: 1, dailyUsd: 10 },
      { org: 'idle', name: 'Idle', requests: 0, spentUsd: 0, dailyUsd: null },
    ]);
  });

  it('is not known of those that are not among the most', () => {
    const spenders = spendersOf(known, { costs: [cost('acme', 1)], next: 'more' });
    expect(spenders.map(({ org, spentUsd }) => [org, spentUsd])).toEqual([
      ['acme', 1],
      ['idle', null],
    ]);
  });

  it('is not known while the service tells none', () => {
    expect(spendersOf(known, null)).toMatchObject([
      { org: 'acme', requests: null, spentUsd: null },
      { org: 'idle', requests: null, spentUsd: null },
    ]);
  });
});
