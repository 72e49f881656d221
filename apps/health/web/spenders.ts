import type { Costs, Organizations } from './answers.js';

/** What an organization spent today; null: that is not known. */
export interface Spender {
  readonly org: string;
  readonly name: string;
  readonly requests: number | null;
  readonly spentUsd: number | null;
  /** What it may spend a day; null: it is not restricted. */
  readonly dailyUsd: number | null;
}

/**
 * Every organization that is known or has spent, the one that spent most first.
 *
 * @param costs null: the service tells none
 */
export function spendersOf(
  organizations: Organizations['organizations'],
  costs: Pick<Costs, 'costs' | 'next'> | null,
): Spender[] {
  const known = new Map(organizations.map((organization) => [organization.org, organization]));
  const spent = new Map(costs?.costs.map((cost) => [cost.name, cost]));
  const unlisted = costs === null || costs.next !== null ? null : 0;
  return [...new Set([...known.keys(), ...spent.keys()])]
    .map((org) => ({
      org,
      name: known.get(org)?.name ?? org,
      requests: spent.get(org)?.requests ?? unlisted,
      spentUsd: spent.get(org)?.cost_usd ?? unlisted,
      // Nothing may be spent of a budget of nothing: no share of it can be told.
      dailyUsd: known.get(org)?.budgets.daily_usd || null,
    }))
    .toSorted(
      (a, b) => (b.spentUsd ?? 0) - (a.spentUsd ?? 0) || a.org.localeCompare(b.org, 'en', { numeric: true }),
    );
}
