import type { RoutingConfig } from '#fallback';

/** The models that the config would call at a provider; none where it leaves the choice to requests. */
export function configuredModels(
  provider: string,
  { providers, chains, tiers, defaultChain }: RoutingConfig,
): string[] {
  const own = providers.get(provider)?.model ?? null;
  const steps = [defaultChain, ...chains.values(), ...tiers.values()].flatMap((chain) => chain.steps);
  const named = steps.filter((step) => step.provider === provider).map(({ model }) => model);
  return [...new Set([...(own === null ? [] : [own]), ...named])];
}
