import { compileAlerts } from './compile-alerts.js';
import { compileChains } from './compile-chains.js';
import { compileHealth } from './compile-health.js';
import { compilePresets } from './compile-presets.js';
import { compilePrices } from './compile-prices.js';
import { compileProviders } from './compile-providers.js';
import { compileRoutes } from './compile-routes.js';
import { compileTiers } from './compile-tiers.js';
import type { ConfigFile } from './config-file.js';
import type { ConfigProblem } from './config-problem.js';
import { ConfigText } from './config-text.js';
import { knownModels } from './known-models.js';
import { noneCalled } from './none-called.js';
import type { Environment } from './provider-environment.js';
import { readConfigFile } from './read-config-file.js';
import {
  chainStep,
  ConfigError,
  type Chain,
  type ProviderConfig,
  type RoutingConfig,
} from './routing-config.js';

/**
 * What the environment and the config file say together. Where both speak of a provider's address, model or time-out,
 * the environment wins, as operators expect of it.
 *
 * @param fileText the YAML text, or null when there is no file
 * @throws ConfigError with every problem at once: the environment's, then the file's by line
 */
export function loadRoutingConfig(env: Environment, fileText: string | null = null): RoutingConfig {
  const text = new ConfigText(fileText ?? '');
  const yaml = text.read();
  const { file, problems: schemaProblems } = readConfigFile(yaml.ok ? yaml.value : {});
  const { config, problems, environmentProblems } = compile(file, env);

  const all = [
    ...environmentProblems,
    ...(yaml.ok ? text.describe([...schemaProblems, ...problems]) : yaml.problems),
  ];
  if (all.length > 0) throw new ConfigError(all);
  return config;
}

interface Compiled {
  readonly config: RoutingConfig;
  readonly problems: readonly ConfigProblem[];
  readonly environmentProblems: readonly string[];
}

function compile(file: ConfigFile, env: Environment): Compiled {
  const known = compileProviders(file.providers, env);
  const { models, abilitiesAt, problems: modelProblems } = knownModels(file.models, known);
  const { chains, problems: chainProblems } = compileChains(file.chains, { models, known });
  const { tiers, problems: tierProblems } = compileTiers(file.tiers, { models, known });
  const { tasks, sessions, problems: routeProblems } = compileRoutes(file, { chains, tiers });
  const { presets, problems: presetProblems } = compilePresets(file.presets);
  const { prices, problems: priceProblems } = compilePrices(file.prices, { models, known });

  const { alerts, problems: alertProblems } = compileAlerts(file.alerts);

  const { default_chain: chosen } = file;
  const missing = chosen !== undefined && !chains.has(chosen);
  const { providers, unusable, keyless, notices } = known;
  return {
    config: {
      providers,
      unusable,
      keyless,
      notices,
      models,
      abilitiesAt,
      chains,
      tiers,
      tasks,
      sessions,
      presets,
      prices,
      defaultChain: chains.get(chosen ?? '') ?? providersInOrder(providers),
      alerts,
      health: compileHealth(file.health),
      preferredTtlMs: file.memory.preferred_ttl_seconds * 1000,
      hedgeParallel: file.hedging.max_parallel,
    },
    problems: [
      ...known.problems,
      ...modelProblems,
      ...chainProblems,
      ...tierProblems,
      ...routeProblems,
      ...presetProblems,
      ...priceProblems,
      ...alertProblems,
      ...(missing ? [{ at: ['default_chain'], text: noneCalled('chain', chosen, chains.keys()) }] : []),
    ],
    environmentProblems: known.environmentProblems,
  };
}

const providersInOrder = (providers: ReadonlyMap<string, ProviderConfig>): Chain => ({
  name: 'default',
  order: 'configured',
  steps: [...providers.values()].flatMap(({ name, model }) =>
    model === null ? [] : [chainStep(name, model)],
  ),
});
