import type { ProviderHealth } from '#contracts';
import { scopeOf, type RoutingConfig } from '#fallback';
import { causeOf } from '../folding/health-reason.js';

export interface ProviderStatus {
  readonly provider: string;
  /** Not down: no model failed in a way that concerns the whole endpoint, and not all models are down. */
  readonly healthy: boolean;
  readonly configured: boolean;
  /** A request would be sent there now. */
  readonly available: boolean;
  /** Why it is not configured. */
  readonly reason?: string;
  readonly models: readonly ProviderHealth[];
}

/** B8. `preferred` is null while nothing has been learned to be better than the configured order. */
export interface Status {
  readonly primary: string | null;
  readonly fallback: string | null;
  readonly preferred: string | null;
  readonly providers: readonly ProviderStatus[];
}

/** @param records the health of every model, of providers that are not configured too */
export function providerStatus(
  config: RoutingConfig,
  records: readonly ProviderHealth[],
  now: number,
): Status {
  const inChain = config.defaultChain.steps.map(({ provider }) => provider);
  const [primary, fallback] = new Set(inChain.filter((provider) => config.providers.has(provider)));
  const modelsOf = (provider: string): ProviderHealth[] =>
    records.filter((record) => record.provider === provider);
  return {
    primary: primary ?? null,
    fallback: fallback ?? null,
    preferred: null,
    providers: [
      ...[...config.providers.keys()].map((provider) => configured(provider, modelsOf(provider), now)),
      ...[...config.unusable].map(([provider, reason]) => ({
        provider,
        healthy: false,
        configured: false,
        available: false,
        reason,
        models: modelsOf(provider),
      })),
    ],
  };
}

function configured(provider: string, models: readonly ProviderHealth[], now: number): ProviderStatus {
  const healthy = !isDown(models);
  const usable = models.filter((model) => !isLeftAlone(model, now));
  return {
    provider,
    healthy,
    configured: true,
    available:
      models.length === 0 ||
      (usable.length > 0 && !models.some((model) => blocksEndpoint(model) && isLeftAlone(model, now))),
    models,
  };
}

const isDown = (models: readonly ProviderHealth[]): boolean =>
  models.some(blocksEndpoint) || (models.length > 0 && models.every(({ state }) => state === 'down'));

function blocksEndpoint({ state, reason }: ProviderHealth): boolean {
  const cause = causeOf(reason);
  return state === 'down' && cause !== null && scopeOf({ class: cause }) === 'endpoint';
}

const isLeftAlone = ({ state, until }: ProviderHealth, now: number): boolean =>
  (state === 'down' || state === 'limited') && until !== null && Date.parse(until) > now;
