import type { ConfigFile } from './config-file.js';
import { defaultTimeoutMs, type Environment, type EnvironmentProviders } from './environment-providers.js';
import type { ProviderConfig } from './routing-config.js';

export interface MergedProviders {
  /** In order of priority: the environment's, then those that only the file has. */
  readonly providers: ReadonlyMap<string, ProviderConfig>;
  readonly unusable: ReadonlyMap<string, string>;
}

/** The providers of the environment and of the file; what both say of one, the file decides. */
export function mergeProviders(
  fromEnvironment: EnvironmentProviders,
  fromFile: ConfigFile['providers'],
  env: Environment,
): MergedProviders {
  const providers = new Map(fromEnvironment.usable.map((provider) => [provider.name, provider]));
  const unusable = new Map(fromEnvironment.unusable);
  for (const [name, entry] of Object.entries(fromFile)) {
    const known = providers.get(name);
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
      baseUrl: entry.base_url ?? known?.baseUrl ?? null,
      apiKey: apiKey ?? known?.apiKey ?? null,
      model: entry.model ?? known?.model ?? null,
      timeoutMs:
        entry.timeout_seconds === undefined
          ? (known?.timeoutMs ?? defaultTimeoutMs)
          : entry.timeout_seconds * 1000,
      allowedBaseUrls: entry.allowed_base_urls ?? [],
    });
  }
  return { providers, unusable };
}
