import { everyModel, type ProviderHealth } from '#contracts';
import type { RoutingConfig } from '#fallback';
import type { AttemptMinute } from '#postgres';
import type { Forced } from '../control/forced-provider.js';
import { configuredModels } from '../folding/configured-models.js';
import { incidentKind } from '../incidents/provider-incidents.js';
import { asOfNow, leftAloneUntil } from './left-alone.js';
import { sparkline, type Sparkline } from './sparkline.js';

export interface ModelStatus extends ProviderHealth {
  readonly sparkline: Sparkline;
}

export interface ProviderStatus {
  readonly provider: string;
  /** No incident of it is open: all its models work as far as anyone knows, or are limited. */
  readonly healthy: boolean;
  readonly configured: boolean;
  /** A request would be sent there now, to one of its models at least. */
  readonly available: boolean;
  /** Why it is not configured. */
  readonly reason?: string;
  /** It is, or just was, down as a whole: `state`, `since`, `until`, `reason` of the model `*`. */
  readonly outage: ProviderHealth | null;
  readonly models: readonly ModelStatus[];
}

/** B8. */
export interface Status {
  readonly primary: string | null;
  readonly fallback: string | null;
  /** Where a request of the default chain would be sent first now. */
  readonly preferred: string | null;
  /** What an operator has told the fleet to try first. */
  readonly forced: { readonly provider: string; readonly until: string } | null;
  readonly providers: readonly ProviderStatus[];
}

export interface FleetState {
  /** The health of every model, of providers that are not configured too. */
  readonly records: readonly ProviderHealth[];
  /** What was told of providers as a whole. */
  readonly verdicts: readonly ProviderHealth[];
  /** The attempts of the last hour. */
  readonly minutes: readonly AttemptMinute[];
  readonly forced: Forced | null;
}

export function providerStatus(config: RoutingConfig, fleet: FleetState, now: number): Status {
  const { records, verdicts, minutes, forced } = fleet;
  const all = [...records, ...verdicts];
  const inChain = config.defaultChain.steps.map(({ provider }) => provider);
  const [primary, fallback] = new Set(inChain.filter((provider) => config.providers.has(provider)));
  const minutesOf = ({ provider, model }: ProviderHealth): AttemptMinute[] =>
    minutes.filter((minute) => minute.provider === provider && minute.model === model);
  const modelsOf = (provider: string): ModelStatus[] =>
    records
      .filter((record) => record.provider === provider)
      .map((record) => ({ ...asOfNow(record, now), sparkline: sparkline(minutesOf(record), now) }));
  return {
    primary: primary ?? null,
    fallback: fallback ?? null,
    preferred: forced?.provider ?? firstOfChain(config, all, now),
    forced: forced === null ? null : { ...forced, until: new Date(forced.until).toISOString() },
    providers: [
      ...[...config.providers.keys()].map((provider) => ({
        provider,
        healthy: isHealthy(provider, config, records, now),
        configured: true,
        available: isAvailable(provider, config, all, now),
        outage: outageOf(provider, verdicts, now),
        models: modelsOf(provider),
      })),
      ...[...config.unusable].map(([provider, reason]) => ({
        provider,
        healthy: false,
        configured: false,
        available: false,
        reason,
        outage: outageOf(provider, verdicts, now),
        models: modelsOf(provider),
      })),
    ],
  };
}

/** The provider of the first step that may be called; with none, that of the one that may be called first. */
function firstOfChain(
  { defaultChain, providers }: RoutingConfig,
  records: readonly ProviderHealth[],
  now: number,
): string | null {
  const steps = defaultChain.steps
    .filter(({ provider }) => providers.has(provider))
    .map((step) => ({ provider: step.provider, until: leftAloneUntil(step, records, now) ?? now }));
  return steps.toSorted((a, b) => a.until - b.until)[0]?.provider ?? null;
}

const isHealthy = (
  provider: string,
  { providers }: RoutingConfig,
  records: readonly ProviderHealth[],
  now: number,
): boolean =>
  records
    .filter((record) => record.provider === provider)
    .every((record) => incidentKind(record, { providers: [...providers.keys()], now }) === null);

function outageOf(provider: string, verdicts: readonly ProviderHealth[], now: number): ProviderHealth | null {
  const verdict = verdicts.find((record) => record.provider === provider);
  return verdict === undefined || verdict.state === 'healthy' ? null : asOfNow(verdict, now);
}

/** A model that nobody has called yet may be called. */
function isAvailable(
  provider: string,
  config: RoutingConfig,
  records: readonly ProviderHealth[],
  now: number,
): boolean {
  const seen = records
    .filter((record) => record.provider === provider && record.model !== everyModel)
    .map(({ model }) => model);
  const models = [...seen, ...configuredModels(provider, config)];
  return (
    models.length === 0 || models.some((model) => leftAloneUntil({ provider, model }, records, now) === null)
  );
}
