import type { Organization } from '#contracts';
import type { RoutingConfig } from '../config/routing-config.js';
import { stepName } from '../plan.js';
import { passOver, type Candidate, type Draft } from './candidate.js';

/** Each candidate with the key that its organization has for its provider. */
export const withCredentials = (draft: Draft, organization: Organization | null): Draft => ({
  ...draft,
  kept: draft.kept.map((candidate) => ({
    ...candidate,
    credential: organization?.keys[candidate.step.provider] ?? null,
  })),
});

/** E4: a provider without a key is passed over, never an error while another has one. */
export function onlyCallable(
  draft: Draft,
  { providers, keyless, unusable }: RoutingConfig,
  hasKey: (variable: string) => boolean,
): Draft {
  return passOver(draft, ({ step: { provider }, credential }) => {
    if (credential !== null && !hasKey(credential)) return `${credential} is not set`;
    if (providers.has(provider) || (credential !== null && keyless.has(provider))) return null;
    return unusable.get(provider) ?? `no provider is called '${provider}'`;
  });
}

/** A step never appears twice in a plan. */
export function onlyDistinct(draft: Draft): Draft {
  const seen = new Set<string>();
  return passOver(draft, ({ step }) => {
    const identity = identityOf(step);
    if (seen.has(identity)) return 'is in the plan already';
    seen.add(identity);
    return null;
  });
}

const identityOf = (step: Candidate['step']): string => `${stepName(step)} ${step.baseUrl ?? ''}`;
