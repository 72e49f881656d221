import type { Alert, AlertName } from '#contracts';

/** While one of `sources` fires with the same `equal` labels, people are not told of `target`: it is no news. */
interface Inhibition {
  readonly sources: readonly AlertName[];
  readonly target: AlertName;
  readonly equal: readonly (keyof Alert['labels'])[];
}

/** A provider that cannot be used, for whatever reason. */
export const providerGone: readonly AlertName[] = [
  'ProviderDown',
  'ProviderAuthFailed',
  'ProviderQuotaExhausted',
];

const inhibitions: readonly Inhibition[] = [
  { sources: providerGone, target: 'ProviderDegraded', equal: ['provider'] },
  { sources: providerGone, target: 'ModelNotFound', equal: ['provider'] },
  { sources: providerGone, target: 'FallbackRateHigh', equal: [] },
  { sources: ['AllProvidersFailed'], target: 'FallbackRateHigh', equal: ['org'] },
];

/** The alert that explains this one, so that nobody needs to be told of it; null: there is none. */
export const inhibitorOf = ({ labels }: Alert, firing: readonly Alert[]): Alert | null =>
  firing.find((source) =>
    inhibitions.some(
      ({ sources, target, equal }) =>
        target === labels.alertname &&
        sources.includes(source.labels.alertname) &&
        equal.every((name) => source.labels[name] === labels[name]),
    ),
  ) ?? null;
