import type { LlmRequest } from '#contracts';
import { stepName, type Plan } from '../plan.js';

/** C8: whoever gives a budget should know of what no budget can count. */
export function uncountedWarnings({ steps }: Plan, { routing }: LlmRequest): string[] {
  if (routing.budget_usd === undefined) return [];
  const unpriced = steps.filter(({ estimatedUsd }) => estimatedUsd === null).map(stepName);
  if (unpriced.length === 0) return [];
  return [
    `no price is known of ${unpriced.join(', ')}: budget_usd does not count it; set it under prices in the config`,
  ];
}
