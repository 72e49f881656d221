import type { LlmRequest, Organization } from '#contracts';
import type { RoutingConfig } from '../config/routing-config.js';
import type { Spent } from './planning-context.js';
import { sessionRuleOf } from './session-rule.js';

/** What a request may cost, in US dollars, and whose budget says so. */
export interface BudgetLeft {
  readonly usd: number;
  readonly of: string;
}

/** C8: the tightest of all budgets that the request comes under, less what was spent; null when there is none. */
export function budgetLeft(
  { routing, session }: LlmRequest,
  config: RoutingConfig,
  organization: Organization | null,
  spent: Spent,
): BudgetLeft | null {
  const { request_usd, session_usd, daily_usd, monthly_usd } = organization?.budgets ?? {};
  const ofSession = session === undefined ? undefined : session_usd;
  const budgets: readonly (readonly [of: string, usd: number | null | undefined, spentUsd: number])[] = [
    ['the request', routing.budget_usd, 0],
    ['the organization for one request', request_usd, 0],
    ['the session', sessionRuleOf(session, config)?.budgetUsd, spent.sessionUsd],
    ['the organization for one session', ofSession, spent.sessionUsd],
    ['the organization for today', daily_usd, spent.dayUsd],
    ['the organization for this month', monthly_usd, spent.monthUsd],
  ];
  let tightest: BudgetLeft | null = null;
  for (const [of, usd, spentUsd] of budgets) {
    if (usd === null || usd === undefined) continue;
    const left = Math.max(0, usd - spentUsd);
    if (tightest === null || left < tightest.usd) tightest = { usd: left, of };
  }
  return tightest;
}
