import type { FailedAttempt } from '../walking/attempt-event.js';
import { displayName } from '../config/display-name.js';
import type { StepRole } from '../plan.js';

const advice = 'Please contact your organization administrator to verify:';

const adviceOnModels = [
  advice,
  '• The API key has access to the configured models',
  '• The models are correctly configured in the organization settings',
  '• The API key has sufficient permissions and quota',
];

const adviceOnDefault = (model: string): string[] => [
  advice,
  `• The API key is valid and has access to model '${model}'`,
  `• Model '${model}' exists and is available`,
  '• The API key has sufficient permissions and quota',
];

/** Admins read of the model that was asked for first, in whichever order health had them tried. */
const places: Record<StepRole, number> = { requested: 0, 'organization-default': 1, chain: 2 };

/**
 * A6, A7: the text for the admins of an organization whose own rules were followed: the model that was asked for, its
 * default model, then whatever its chain had besides.
 *
 * @param failed at least one attempt
 */
export function organizationMessage(
  organization: string,
  failed: readonly FailedAttempt[],
  details: readonly string[],
): string {
  const told = failed.toSorted((a, b) => places[a.of.role] - places[b.of.role]);
  const providers = [...new Set(told.map(({ of }) => displayName(of.provider)))];
  const onDefault = told[0]!.of.role === 'organization-default';
  return [
    `${providers.join(' and ')} API failure for organization '${organization}':`,
    ...details.map((detail) => `• ${detail}`),
    ...told.map((attempt, index) => bullet(attempt, told[index - 1] ?? null)),
    ...(onDefault ? ['• Already using organization default model'] : []),
    ...(onDefault ? adviceOnDefault(told[0]!.of.model) : adviceOnModels),
  ].join('\n');
}

function bullet({ of, attempt, failure }: FailedAttempt, before: FailedAttempt | null): string {
  const again = attempt === 1 ? '' : ` (try ${attempt})`;
  return `• ${subject(of, before)}${again}: [${failure.type}] ${failure.message}`;
}

function subject({ role, model, provider }: FailedAttempt['of'], before: FailedAttempt | null): string {
  switch (role) {
    case 'requested':
      return before === null
        ? `Requested model '${model}' failed`
        : `Requested model '${model}' at ${displayName(provider)} also failed`;
    case 'organization-default':
      if (before === null) return `Model '${model}' failed`;
      return before.of.role === role
        ? `Default model '${model}' at ${displayName(provider)} also failed`
        : `Fallback to default model '${model}' also failed`;
    case 'chain':
      return `Fallback to '${model}' at ${displayName(provider)} also failed`;
  }
}
