import type { HealthPolicy, RoutingConfig } from '#fallback';
import { configuredModels } from './configured-models.js';

/** What folding takes from the config. */
export interface HealthRules {
  readonly policy: HealthPolicy;
  /** How long one call to the provider may take by the config, in ms; undefined where the config does not say. */
  readonly timeoutMsOf: (provider: string) => number | undefined;
  /** The models that the config has of a provider. */
  readonly modelsOf: (provider: string) => readonly string[];
}

export const healthRules = (config: RoutingConfig): HealthRules => ({
  policy: config.health,
  timeoutMsOf: (provider) => config.providers.get(provider)?.timeoutMs,
  modelsOf: (provider) => configuredModels(provider, config),
});
