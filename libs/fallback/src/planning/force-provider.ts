import type { LlmRequest } from '#contracts';
import { nameAt } from '../config/compile-chains.js';
import { chainStep, providerOf, type RoutingConfig } from '../config/routing-config.js';
import { candidatesOf, noted, type Candidate, type Draft } from './candidate.js';
import { onlyAllowed } from './organization-rules.js';
import type { PlanningContext } from './planning-context.js';

/** B5: a provider that is tried first whatever its health, and who says so. */
export interface Force {
  readonly provider: string;
  readonly note: string;
  /** What the request is told when no step of its plan is the provider's; null: it did not ask. */
  readonly unmet: string | null;
}

/** What the request itself forces, or else the operator for the whole fleet; a text when the request cannot have it. */
export function forceOf(
  { routing }: LlmRequest,
  { config, organization, hasKey, memory, now }: PlanningContext,
): Force | null | string {
  const isCallable = (provider: string): boolean => {
    const key = organization?.keys[provider];
    return (
      config.providers.has(provider) || (config.keyless.has(provider) && key !== undefined && hasKey(key))
    );
  };
  const { force_provider: wanted } = routing;
  if (wanted !== undefined) {
    if (isCallable(wanted)) {
      const unmet = `force_provider: '${wanted}' has no model that this request may use: it was left out`;
      return { provider: wanted, note: 'forced by routing.force_provider', unmet };
    }
    const usable = [...config.providers.keys()].join(', ') || 'none';
    return `force_provider: '${wanted}' cannot be called; usable are ${usable}`;
  }
  const forced = memory.forcedProvider(now);
  if (forced === null || !isCallable(forced.provider)) return null;
  const until = new Date(forced.until).toISOString();
  return { provider: forced.provider, note: `forced for the fleet until ${until}`, unmet: null };
}

/**
 * Adds the forced provider to a draft that has no step of it: with the model that was asked for, if the config knows its
 * name there, or else with its own.
 */
export function withForced(
  draft: Draft,
  force: Force | null,
  { body }: LlmRequest,
  { config, organization }: PlanningContext,
): Draft {
  if (force === null || draft.kept.some(({ step }) => step.provider === force.provider)) return draft;
  const model = modelAt(force.provider, body.model ?? null, config);
  if (model === null) return draft;
  const added = candidatesOf(
    [chainStep(force.provider, model)],
    'chain',
    'its provider has no other step here',
  );
  const { kept, passedOver } = onlyAllowed(
    { kept: added, passedOver: draft.passedOver },
    organization,
    config,
  );
  return { kept: [...kept, ...draft.kept], passedOver };
}

function modelAt(provider: string, requested: string | null, config: RoutingConfig): string | null {
  if (requested !== null && config.models.get(requested)?.at.has(provider)) {
    return nameAt(provider, requested, config.models);
  }
  return providerOf(provider, config)?.model ?? null;
}

/** The candidates of the forced provider, and the others. */
export function splitByForce(
  candidates: readonly Candidate[],
  force: Force | null,
): { readonly first: readonly Candidate[]; readonly rest: readonly Candidate[] } {
  if (force === null) return { first: [], rest: candidates };
  return {
    first: candidates
      .filter(({ step }) => step.provider === force.provider)
      .map((candidate) => noted(candidate, force.note)),
    rest: candidates.filter(({ step }) => step.provider !== force.provider),
  };
}
