import { defaultHealthPolicy, type HealthPolicy } from '../health-policy.js';
import { compileChains } from './compile-chains.js';
import { ConfigFile, readConfigFile } from './config-file.js';
import { environmentProviders, type Environment } from './environment-providers.js';
import { knownModels } from './known-models.js';
import { mergeProviders } from './merge-providers.js';
import {
  chainStep,
  ConfigError,
  type Chain,
  type ProviderConfig,
  type RoutingConfig,
} from './routing-config.js';

/**
 * What the environment and the config file say together.
 *
 * @param fileText the YAML text, or null when there is no file
 * @throws ConfigError with every problem at once
 */
export function loadRoutingConfig(env: Environment, fileText: string | null = null): RoutingConfig {
  const read = readConfigFile(fileText ?? '');
  const file = read.ok ? read.file : ConfigFile.parse({});
  const fromEnvironment = environmentProviders(env);
  const merged = mergeProviders(fromEnvironment, file.providers, env);
  const { models, problems: modelProblems } = knownModels(file.models);
  const compiled = compileChains(file, models, merged);
  const { chains, tiers } = compiled;

  const problems = [
    ...fromEnvironment.problems,
    ...(read.ok ? [] : read.problems),
    ...modelProblems,
    ...compiled.problems,
    ...Object.entries(file.tasks)
      .filter(([, tier]) => !tiers.has(tier))
      .map(
        ([task, tier]) =>
          `tasks.${task}: '${tier}' is no tier; known are ${[...tiers.keys()].join(', ') || 'none'}`,
      ),
  ];
  const { default_chain: chosen } = file;
  if (chosen !== undefined && !chains.has(chosen)) {
    problems.push(`default_chain: no chain is called '${chosen}'; define it under chains`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    ...merged,
    models,
    chains,
    tiers,
    tasks: new Map(Object.entries(file.tasks)),
    defaultChain: chains.get(chosen ?? '') ?? providersInOrder(merged.providers),
    health: healthPolicy(file.health),
  };
}

const providersInOrder = (providers: ReadonlyMap<string, ProviderConfig>): Chain => ({
  name: 'default',
  steps: [...providers.values()].flatMap(({ name, model }) =>
    model === null ? [] : [chainStep(name, model)],
  ),
});

function healthPolicy(health: ConfigFile['health']): HealthPolicy {
  const ms = (seconds: number | undefined, fallback: number): number =>
    seconds === undefined ? fallback : seconds * 1000;
  return {
    ...defaultHealthPolicy,
    windowMs: ms(health.window_seconds, defaultHealthPolicy.windowMs),
    minimumRequests: health.minimum_requests ?? defaultHealthPolicy.minimumRequests,
    failureRate: health.failure_rate ?? defaultHealthPolicy.failureRate,
    cooldownMs: ms(health.cooldown_seconds, defaultHealthPolicy.cooldownMs),
    rateLimitCooldownMs: ms(health.rate_limit_cooldown_seconds, defaultHealthPolicy.rateLimitCooldownMs),
  };
}
