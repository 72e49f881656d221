import { knownProviders } from './config/known-providers.js';
import { chainStep, type ChainStep, type RoutingConfig } from './config/routing-config.js';

/**
 * Where a model that a request names can be asked for, best first: `provider/model` at that provider; a name that the
 * config knows wherever it is configured; a name of a known family at its maker; any other name at every provider, for
 * one that has no such model says so at once. Empty when its provider cannot be called.
 */
export function resolveModel(name: string, config: RoutingConfig): ChainStep[] {
  const slash = name.indexOf('/');
  const prefix = slash > 0 ? name.slice(0, slash) : '';
  if (config.providers.has(prefix)) return [chainStep(prefix, name.slice(slash + 1))];
  if (config.unusable.has(prefix)) return [];

  const configured = [...config.providers.values()].filter((provider) => provider.model === name);
  const inChains = [...config.chains.values()]
    .flatMap((chain) => chain.steps)
    .filter((step) => step.model === name);
  const known = [...configured.map((provider) => provider.name), ...inChains.map((step) => step.provider)];
  const maker = knownProviders.find((provider) => provider.family?.test(name))?.name;
  const candidates = known.length > 0 ? known : maker !== undefined ? [maker] : [...config.providers.keys()];
  return [...new Set(candidates)]
    .filter((provider) => config.providers.has(provider))
    .map((provider) => chainStep(provider, name));
}
