import { nameAt } from '../config/compile-chains.js';
import { knownProviders } from '../config/known-providers.js';
import { chainStep, type ChainStep, type RoutingConfig } from '../config/routing-config.js';

/**
 * Where a model that a request names can be asked for, best first: `provider/model` at that provider; a name or an
 * alias of the config's models wherever it is; a provider's or a chain's own model there; a name of a known family at
 * its maker; any other name at every provider whose models are not known, for one that has no such model says so at once.
 * Whether the providers can be called is not looked at.
 */
export function resolveModel(name: string, config: RoutingConfig): ChainStep[] {
  const slash = name.indexOf('/');
  const prefix = slash > 0 ? name.slice(0, slash) : '';
  if (config.providers.has(prefix) || config.unusable.has(prefix))
    return [chainStep(prefix, nameAt(prefix, name.slice(slash + 1), config.models))];

  const model = config.models.get(name);
  const called = model?.name ?? name;
  const candidates = [...(model?.at.keys() ?? [])];
  if (candidates.length === 0) candidates.push(...providersWith(called, config));
  return candidates.map((provider) => chainStep(provider, nameAt(provider, called, config.models)));
}

function providersWith(model: string, config: RoutingConfig): Iterable<string> {
  const lists = [...config.chains.values(), ...config.tiers.values()];
  const known = new Set([
    ...[...config.providers.values(), ...config.keyless.values()]
      .filter((provider) => provider.model === model || provider.models?.includes(model))
      .map(({ name }) => name),
    ...lists.flatMap(({ steps }) =>
      steps.filter((step) => step.model === model).map(({ provider }) => provider),
    ),
  ]);
  if (known.size > 0) return known;
  const maker = knownProviders.find(({ family }) => family?.test(model));
  if (maker !== undefined) return [maker.name];
  return [...config.providers.values()].filter(({ models }) => models === null).map(({ name }) => name);
}
