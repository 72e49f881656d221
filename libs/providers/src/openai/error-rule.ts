import type { ErrorClass } from '#contracts';
import type { ErrorEvidence } from './map-openai-error-class.js';

/** What one provider means by an error where it means another thing than OpenAI; all that is given must fit. */
export interface ErrorRule {
  readonly means: ErrorClass;
  readonly status?: number;
  readonly code?: RegExp;
  readonly words?: RegExp;
}

export const fits = ({ status, code, words }: ErrorRule, evidence: ErrorEvidence): boolean =>
  (status === undefined || status === evidence.status) &&
  (code === undefined || evidence.codes.some((one) => code.test(one))) &&
  (words === undefined || words.test(evidence.words));
