import type { OrganizationSettings } from '#contracts';
import type { RoutingConfig } from '#fallback';

/** What an organization names and the config does not know, each with what it does know. */
export function organizationProblems(settings: OrganizationSettings, config: RoutingConfig): string[] {
  const { allowed_models: allowed, default_model: defaultModel, chain, keys } = settings;
  const models = modelNames(config);
  const providers = [...config.providers.keys(), ...config.unusable.keys()];

  const chainProblems =
    chain === null || config.chains.has(chain)
      ? []
      : [`chain: no chain is called '${chain}'; ${listed('chains', [...config.chains.keys()])}`];
  const modelProblem = (field: string, name: string): string[] => {
    const slash = name.indexOf('/');
    if (models.has(name) || providers.includes(name.slice(0, Math.max(0, slash)))) return [];
    return slash > 0
      ? [`${field}: no provider is called '${name.slice(0, slash)}'; ${listed('providers', providers)}`]
      : [
          `${field}: the config knows no model '${name}'; write it as provider/model; ${listed('models', [...models])}`,
        ];
  };
  return [
    ...(allowed ?? []).flatMap((name, index) => modelProblem(`allowed_models.${index}`, name)),
    ...(defaultModel === null ? [] : modelProblem('default_model', defaultModel)),
    ...chainProblems,
    ...Object.keys(keys)
      .filter((provider) => !providers.includes(provider))
      .map((provider) => `keys.${provider}: no provider is called that; ${listed('providers', providers)}`),
  ];
}

/** Every name that stands for a model without its provider. */
function modelNames({ models, providers, chains, tiers }: RoutingConfig): Set<string> {
  const own = [...providers.values()].flatMap(({ model, models: all }) => [model ?? [], all ?? []].flat());
  const steps = [...chains.values(), ...tiers.values()].flatMap((chain) => chain.steps);
  return new Set([...models.keys(), ...own, ...steps.map(({ model }) => model)]);
}

const listed = (kind: string, names: readonly string[]): string =>
  names.length === 0 ? `the config has no ${kind}` : `known are ${names.join(', ')}`;
