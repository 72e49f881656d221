import type { Alert } from '#contracts';
import { dollars } from '#fallback';
import type { SpentBudget } from '#postgres';
import { countedAlert, type CountingContext } from './counted-alert.js';

const periods = { daily: 'today', monthly: 'this month' } as const;

/** One for each percentage of a budget that is reached. @param percents rising, such as 80 and 100 */
export const budgetAlerts = (
  budgets: readonly SpentBudget[],
  percents: readonly number[],
  context: CountingContext,
): Alert[] =>
  budgets.flatMap((spent) =>
    percents
      .filter((percent) => spent.spentUsd >= (spent.limitUsd * percent) / 100)
      .map((percent) => budgetAlert(spent, percent, context)),
  );

function budgetAlert(
  { org, name, budget, limitUsd, spentUsd }: SpentBudget,
  percent: number,
  context: CountingContext,
): Alert {
  const isUsedUp = percent >= 100;
  return countedAlert(
    { alertname: 'BudgetThreshold', org, budget, percent: String(percent) },
    {
      severity: isUsedUp ? 'critical' : 'warning',
      summary: `${name} has spent ${percent} % of its ${budget} budget`,
      description: [
        `What happened: organization ${org} has spent ${dollars(spentUsd)} of ${dollars(limitUsd)} ${periods[budget]} (UTC).`,
        `To whom: ${name} (${org}).`,
        isUsedUp
          ? 'Still working: steps that cost nothing. Other requests fail with budget_exceeded.'
          : 'Still working: everything; steps that would cost more than is left are passed over.',
        `What to do: raise the budget with \`understudy orgs set ${org}\`, put cheaper models first, or wait: ` +
          `this alert resolves when the ${budget === 'daily' ? 'day' : 'month'} is over.`,
      ].join('\n'),
    },
    context,
  );
}
