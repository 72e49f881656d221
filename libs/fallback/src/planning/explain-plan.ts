import type { LlmRequest } from '#contracts';
import { stepName, type Plan, type Step } from '../plan.js';
import type { BudgetLeft } from './budget-left.js';
import type { Candidate } from './candidate.js';
import { dollars } from './dollars.js';
import { recoverable } from './recoverable.js';

/** How a plan came to be. `kept` are its steps, in its order. */
export interface Explanation {
  readonly request: Pick<LlmRequest, 'custom_id' | 'org'>;
  readonly chain: string;
  readonly why: string;
  readonly plan: Plan | null;
  readonly kept: readonly Candidate[];
  readonly passedOver: readonly Candidate[];
  readonly budget: BudgetLeft | null;
  readonly warnings: readonly string[];
}

/** The plan as a person reads it: each step with why it is there, passed over or moved. No prompt and no key is in it. */
export function explainPlan(explanation: Explanation): string {
  const { request, chain, why, plan, kept, passedOver, warnings } = explanation;
  return [
    `Plan for request '${request.custom_id}' of organization '${request.org}': chain '${chain}' (${why})`,
    ...kept.flatMap((candidate, index) => explainStep(candidate, index, explanation)),
    ...(plan === null ? ['No step of it can be tried.'] : []),
    ...(passedOver.length === 0 ? [] : ['Passed over:']),
    ...passedOver.map(({ step, notes }) => `  - ${stepName(step)}: ${notes.join('; ')}`),
    ...(plan === null ? [] : termsOf(plan, explanation.budget)),
    ...warnings.map((warning) => `Note: ${warning}`),
  ].join('\n');
}

function explainStep({ notes }: Candidate, index: number, { plan, budget }: Explanation): string[] {
  const step = plan?.steps[index];
  if (step === undefined) return [];
  const tier = step.tier === null ? '' : ` [${step.tier}]`;
  const facts = [
    ...notes,
    ...(index === 0 ? [] : [entryText(step)]),
    ...triesText(step),
    ...costText(step, budget),
  ];
  return [`  ${index + 1}. ${stepName(step)}${tier}: ${facts.join('; ')}`];
}

function entryText({ catches }: Step): string {
  const classes = [...catches];
  const isDefault = classes.length === recoverable.size && classes.every((name) => recoverable.has(name));
  if (isDefault) return 'entered after any failure but a refusal';
  return classes.length > recoverable.size
    ? 'entered after any failure'
    : `entered after ${classes.join(', ')}`;
}

const triesText = ({ retries }: Step): string[] =>
  retries === 0 ? [] : [`tried up to ${retries + 1} times`];

function costText({ estimatedUsd }: Step, budget: BudgetLeft | null): string[] {
  if (estimatedUsd === null) return budget === null ? [] : ['its price is not known, so no budget counts it'];
  const text = `about ${dollars(estimatedUsd)}`;
  return budget !== null && estimatedUsd > budget.usd
    ? [`too dear: ${text}, and ${dollars(budget.usd)} is left of the budget of ${budget.of}`]
    : [text];
}

function termsOf({ hedge, deadline, patienceMs }: Plan, budget: BudgetLeft | null): string[] {
  return [
    ...(hedge === null
      ? []
      : [
          `A further step is tried whenever ${hedge.afterMs} ms pass without an answer, up to ${hedge.parallel} at once.`,
        ]),
    ...(patienceMs === null ? [] : [`One try may take ${patienceMs} ms.`]),
    ...(deadline === null ? [] : [`Nothing is tried after ${new Date(deadline).toISOString()}.`]),
    ...(budget === null ? [] : [`${dollars(budget.usd)} is left of the budget of ${budget.of}.`]),
  ];
}
