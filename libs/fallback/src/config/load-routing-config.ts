import { classesCaughtBy } from '#contracts';
import { defaultHealthPolicy, type HealthPolicy } from '../health-policy.js';
import { readConfigFile, type ConfigFile } from './config-file.js';
import { defaultTimeoutMs, environmentProviders, type Environment } from './environment-providers.js';
import {
  chainStep,
  ConfigError,
  type Chain,
  type ChainStep,
  type ProviderConfig,
  type RoutingConfig,
} from './routing-config.js';

const emptyFile: ConfigFile = { providers: {}, chains: {}, health: {} };

/**
 * What the environment and the config file say together; the file wins for a provider that both name.
 *
 * @param fileText the YAML text, or null when there is no file
 * @throws ConfigError with every problem at once
 */
export function loadRoutingConfig(env: Environment, fileText: string | null = null): RoutingConfig {
  const read = fileText === null ? { ok: true as const, file: emptyFile } : readConfigFile(fileText);
  const fromEnvironment = environmentProviders(env);
  const problems = [...fromEnvironment.problems, ...(read.ok ? [] : read.problems)];
  const file = read.ok ? read.file : emptyFile;

  const providers = new Map<string, ProviderConfig>();
  const unusable = new Map(fromEnvironment.unusable);
  for (const provider of fromEnvironment.usable) providers.set(provider.name, provider);
  for (const [name, entry] of Object.entries(file.providers)) {
    const apiKey = entry.api_key_env === undefined ? null : env[entry.api_key_env]?.trim() || null;
    if (entry.api_key_env !== undefined && apiKey === null) {
      providers.delete(name);
      unusable.set(name, `${entry.api_key_env} is not set`);
      continue;
    }
    unusable.delete(name);
    providers.set(name, {
      name,
      kind: entry.kind,
      baseUrl: entry.base_url ?? providers.get(name)?.baseUrl ?? null,
      apiKey: apiKey ?? providers.get(name)?.apiKey ?? null,
      model: entry.model ?? providers.get(name)?.model ?? null,
      timeoutMs: entry.timeout_seconds === undefined ? defaultTimeoutMs : entry.timeout_seconds * 1000,
      allowedBaseUrls: entry.allowed_base_urls ?? [],
    });
  }

  const chains = new Map<string, Chain>();
  for (const [name, { steps }] of Object.entries(file.chains)) {
    chains.set(name, { name, steps: steps.map(toChainStep) });
    for (const step of steps.map(toChainStep)) {
      if (providers.has(step.provider) || unusable.has(step.provider)) continue;
      problems.push(
        `chains.${name}: no provider is called '${step.provider}'; ` +
          `known are ${[...providers.keys(), ...unusable.keys()].join(', ')}`,
      );
    }
  }
  const chosen = file.default_chain === undefined ? undefined : chains.get(file.default_chain);
  if (file.default_chain !== undefined && chosen === undefined) {
    problems.push(`default_chain: no chain is called '${file.default_chain}'; define it under chains`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    providers,
    unusable,
    chains,
    defaultChain: chosen ?? providersInOrder(providers),
    health: healthPolicy(file.health),
  };
}

const providersInOrder = (providers: ReadonlyMap<string, ProviderConfig>): Chain => ({
  name: 'default',
  steps: [...providers.values()].flatMap(({ name, model }) =>
    model === null ? [] : [chainStep(name, model)],
  ),
});

function toChainStep(entry: ConfigFile['chains'][string]['steps'][number]): ChainStep {
  if (typeof entry === 'string') {
    const slash = entry.indexOf('/');
    return chainStep(entry.slice(0, slash), entry.slice(slash + 1));
  }
  return {
    provider: entry.provider,
    model: entry.model,
    baseUrl: entry.base_url ?? null,
    settings: {
      ...(entry.max_tokens === undefined ? {} : { maxTokens: entry.max_tokens }),
      ...(entry.temperature === undefined ? {} : { temperature: entry.temperature }),
    },
    catches: entry.catch_errors === undefined ? null : classesCaughtBy(entry.catch_errors),
    retries: entry.retries ?? null,
  };
}

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
