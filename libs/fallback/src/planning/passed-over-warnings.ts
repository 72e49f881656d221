import { stepName } from '../plan.js';
import type { Candidate } from './candidate.js';

/**
 * What a caller should know of the steps that cannot be called: a model that it named itself, and an organization's own
 * key that is not there. That a chain has a provider without a key is nobody's business but the operator's (E4).
 */
export const passedOverWarnings = (uncallable: readonly Candidate[]): string[] => [
  ...new Set(
    uncallable
      .filter(({ role, credential }) => role === 'requested' || credential !== null)
      .map(({ step, notes }) => `'${stepName(step)}' cannot be called (${notes.at(-1)}): it was passed over`),
  ),
];

/** D8: a caller should know why the model that it named itself did not answer. */
export const incapableWarnings = (incapable: readonly Candidate[]): string[] => [
  ...new Set(
    incapable
      .filter(({ role }) => role === 'requested')
      .map(({ step, notes }) => `'${stepName(step)}' ${notes.at(-1)}: it was passed over`),
  ),
];
