import { stepName } from '../plan.js';
import type { ConfigProblem, Place } from './config-problem.js';
import type { ChainStep } from './routing-config.js';

/**
 * Entries of a list of steps that no request can get to: a plan never has a step twice, and nothing leads to a step that
 * catches nothing.
 *
 * @param compiled the steps of each entry, none of those that are not sound
 */
export function unreachableEntries(at: Place, compiled: readonly (readonly ChainStep[])[]): ConfigProblem[] {
  const seen = new Set<string>();
  return compiled.flatMap((steps, index) => {
    const problems: ConfigProblem[] = [];
    if (steps.length > 0 && steps.every((step) => seen.has(identityOf(step)))) {
      const text = `is there before this already, so it is never reached; take one of them out`;
      problems.push({ at: [...at, index], text });
    }
    if (index > 0 && steps.some(({ catches }) => catches !== null && !canFail(catches))) {
      const text = 'no failure leads to this step; name some, or leave catch_errors out';
      problems.push({ at: [...at, index, 'catch_errors'], text });
    }
    for (const step of steps) seen.add(identityOf(step));
    return problems;
  });
}

const identityOf = (step: ChainStep): string => `${stepName(step)} ${step.baseUrl ?? ''}`;

/** Nothing is tried after a request that was cancelled. */
const canFail = (catches: NonNullable<ChainStep['catches']>): boolean =>
  [...catches].some((errorClass) => errorClass !== 'cancelled');
