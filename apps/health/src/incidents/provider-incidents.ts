import type { Alert, AlertName, ErrorClass, ProviderHealth } from '#contracts';
import { causeOf } from '../folding/health-reason.js';
import { fingerprintOf } from './fingerprint.js';
import { providerAlertTexts, type ProviderAlertName } from './provider-alert-texts.js';

/** What the health records of the fleet call for. */
export interface ProviderIncidents {
  /** Have to be open: a model is down. */
  readonly due: readonly Alert[];
  /** Fingerprints of what stays open: of those, and of providers whose model recovers but is not yet healthy. */
  readonly held: ReadonlySet<string>;
}

export interface IncidentContext {
  /** Those of the config. */
  readonly providers: readonly string[];
  readonly generatorUrl: string;
  readonly now: number;
}

/** Nobody has called it for a day after its record expired: then nobody can say that it is still down. */
const forgottenAfterMs = 86_400_000;

const severities: Record<ProviderAlertName, Alert['labels']['severity']> = {
  ProviderDown: 'warning',
  ProviderQuotaExhausted: 'critical',
  ProviderAuthFailed: 'critical',
};

export const providerAlertNames = Object.keys(severities) as readonly ProviderAlertName[];

/**
 * One incident a provider and kind, however many of its models are affected. A provider that is not in our config may
 * be in a router's, so it counts too while its record holds; expired, it was taken out.
 */
export function providerIncidents(
  records: readonly ProviderHealth[],
  context: IncidentContext,
): ProviderIncidents {
  const due = new Map<string, Alert>();
  const held = new Set<string>();
  for (const record of records.toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since))) {
    const kind = incidentKind(record, context);
    if (kind === null) continue;
    const fingerprint = fingerprintOf({ alertname: kind, provider: record.provider });
    held.add(fingerprint);
    if (record.state !== 'down' || due.has(fingerprint)) continue;
    due.set(fingerprint, {
      status: 'firing',
      labels: {
        alertname: kind,
        severity: severities[kind],
        provider: record.provider,
        model: record.model,
        error_class: causeOf(record.reason) ?? 'unknown',
      },
      annotations: providerAlertTexts(kind, record, stillWorking(records, context)),
      startsAt: record.since,
      endsAt: null,
      generatorURL: context.generatorUrl,
      fingerprint,
    });
  }
  return { due: [...due.values()], held };
}

/** The kind of the incident that this record keeps open; null if it does none. */
export function incidentKind(
  record: ProviderHealth,
  { providers, now }: Pick<IncidentContext, 'providers' | 'now'>,
): ProviderAlertName | null {
  if (record.state !== 'down' && record.state !== 'recovering') return null;
  const holdsForMs = providers.includes(record.provider) ? forgottenAfterMs : 0;
  if (Date.parse(record.expires_at) + holdsForMs < now) return null;
  return kindOf(causeOf(record.reason) ?? 'unknown');
}

export const isProviderAlert = (name: AlertName): name is ProviderAlertName => name in severities;

/** A rate limit is the provider at work, and a missing model the provider's answer: neither is it that is down. */
function kindOf(cause: ErrorClass): ProviderAlertName | null {
  if (cause === 'rate_limit' || cause === 'model_not_found') return null;
  if (cause === 'quota') return 'ProviderQuotaExhausted';
  return cause === 'auth' ? 'ProviderAuthFailed' : 'ProviderDown';
}

function stillWorking(records: readonly ProviderHealth[], { providers, now }: IncidentContext): string[] {
  const called = records
    .filter(({ expires_at }) => Date.parse(expires_at) > now)
    .map(({ provider }) => provider);
  const isDown = (provider: string): boolean =>
    records.some((record) => record.provider === provider && record.state === 'down');
  return [...new Set([...providers, ...called])].filter((provider) => !isDown(provider));
}
