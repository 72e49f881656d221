import type { FailureCode } from '#contracts';
import { displayName } from '../config/display-name.js';
import { organizationMessage } from './organization-message.js';
import { failedAttempts } from '../walking/plan-outcome.js';
import type { EndedAttempt, FailedAttempt } from '../walking/attempt-event.js';

/** What a failure tells besides its attempts. */
export interface FailureTelling {
  /** The organization as people know it. */
  readonly org: string;
  /** Its default model, where that had a part in the plan. */
  readonly organizationDefault: string | null;
  /** What no attempt says. */
  readonly details: readonly string[];
}

const headlines: Record<FailureCode, (org: string) => string> = {
  all_providers_failed: (org) => `All providers failed for organization '${org}':`,
  invalid_request: (org) => `The request of organization '${org}' was refused as invalid:`,
  content_filtered: (org) => `The request of organization '${org}' was stopped by a content filter:`,
  context_length_exceeded: (org) =>
    `The request of organization '${org}' is too long for every model that was tried:`,
  deadline_exceeded: (org) => `The deadline of organization '${org}'s request passed before an answer came:`,
  budget_exceeded: (org) =>
    `The budget of organization '${org}'s request does not allow what is left to try:`,
  no_provider_available: (org) => `No provider can be called for organization '${org}':`,
  cancelled: (org) => `The request of organization '${org}' was cancelled:`,
  response_too_large: (org) => `The answer for organization '${org}' is too large for the log:`,
};

const adviceForAdmins = [
  'Please contact your organization administrator to verify:',
  '• The API key is valid and has access to the configured models',
  '• The models are correctly configured in the organization settings',
  '• The API key has sufficient permissions and quota',
];

/** Every step was tried that could be. */
const exhausted: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'all_providers_failed',
  'invalid_request',
  'content_filtered',
  'context_length_exceeded',
]);

/** The text for organization admins: what was tried, in order, with what each provider said, and what to look at. */
export function failureMessage(
  code: FailureCode,
  attempts: readonly EndedAttempt[],
  telling: FailureTelling,
): string {
  const { org, organizationDefault, details } = telling;
  const failed = failedAttempts(attempts);
  if (organizationDefault !== null && exhausted.has(code) && failed.length > 0) {
    return organizationMessage(org, failed, details);
  }
  return [
    headlines[code](org),
    ...details.map((detail) => `• ${detail}`),
    ...failed.map(bullet),
    ...(code === 'all_providers_failed' ? adviceForAdmins : []),
  ].join('\n');
}

function bullet({ of, step, attempt, failure }: FailedAttempt): string {
  const where = `'${of.model}' at ${displayName(of.provider)}`;
  const what = step === 1 ? `Model ${where} failed` : `Fallback to ${where} also failed`;
  const again = attempt === 1 ? '' : ` (try ${attempt})`;
  return `• ${what}${again}: [${failure.type}] ${failure.message}`;
}

const customerTexts: Partial<Record<FailureCode, string>> = {
  content_filtered: 'This request cannot be answered because of its content.',
  context_length_exceeded: 'This request is too long to be answered. Please shorten it.',
  invalid_request: 'This request could not be understood.',
  cancelled: 'This request was cancelled.',
};

/** A sentence that may be shown to the customer: no provider, no model, no internals. */
export const customerMessage = (code: FailureCode): string =>
  customerTexts[code] ?? 'We are sorry: we cannot answer right now. A person will take over.';

/** Failures that no change of the request mends need a person. */
export const needsHandoff = (code: FailureCode): boolean =>
  code === 'all_providers_failed' || code === 'no_provider_available' || code === 'deadline_exceeded';
