import type { Alert, LlmFailure } from '#contracts';
import { stepName } from '#fallback';
import { providerGone } from '../alerts/inhibition.js';
import { fingerprintOf } from './fingerprint.js';

/** The failures of one organization that have not been told to the database yet. Times are epoch ms. */
export interface OrgOutage {
  readonly org: string;
  readonly firstAt: number;
  readonly count: number;
  /** The latest of them. */
  readonly error: LlmFailure['error'];
  /** Requests that a person has to take over, by their `custom_id`s. */
  readonly handoffs: readonly string[];
  /** Of the latest of them, where it is known. */
  readonly traceId: string | null;
}

/** Did a request fail because no provider could answer it, and not because of what it asked for? */
export const isOutage = ({ code, errors }: LlmFailure['error']): boolean =>
  code === 'all_providers_failed' ||
  code === 'no_provider_available' ||
  (code === 'deadline_exceeded' && errors.length > 0);

/** @param open what is firing already: a provider's incident among it is the likely cause */
export function orgOutageAlert(outage: OrgOutage, open: readonly Alert[], generatorUrl: string): Alert {
  const { org, firstAt, traceId, error } = outage;
  const causes = open.filter(({ labels }) => providerGone.includes(labels.alertname));
  const tried = causes.filter(({ labels }) =>
    error.errors.some(({ provider }) => provider === labels.provider),
  );
  const identity = { alertname: 'AllProvidersFailed', org } as const;
  return {
    status: 'firing',
    labels: { ...identity, severity: 'critical' },
    annotations: {
      summary: `All providers failed for organization ${org}`,
      description: description(outage, causes),
      ...(tried.length === 0
        ? {}
        : { root_cause: tried.map(({ annotations }) => annotations.summary).join('; ') }),
      ...(traceId === null ? {} : { trace_id: traceId }),
    },
    startsAt: new Date(firstAt).toISOString(),
    endsAt: null,
    generatorURL: generatorUrl,
    fingerprint: fingerprintOf(identity),
  };
}

function description({ org, firstAt, count, error, handoffs }: OrgOutage, causes: readonly Alert[]): string {
  const requests = count === 1 ? 'a request' : `${count} requests`;
  const tried = error.errors.map((failed) => `${stepName(failed)} (${failed.class})`);
  return [
    `What happened: ${requests} of organization ${org} ended without an answer (${error.code}).`,
    `Tried: ${tried.length === 0 ? 'nothing, no provider could be called' : [...new Set(tried)].join(', ')}.`,
    `Since: ${new Date(firstAt).toISOString()}.`,
    causes.length === 0
      ? 'Likely cause: unknown, no provider is reported down.'
      : `Likely cause: ${causes.map(({ annotations, startsAt }) => `${annotations.summary} since ${startsAt}`).join('; ')}.`,
    `Still working: nothing that these requests may use.`,
    'What to do: mend one of the providers that were tried, or give the organization another one to fall back to. ' +
      'This alert resolves when its requests are answered again.',
    ...(handoffs.length === 0
      ? []
      : ['Meanwhile a person has to take its requests over: GET /v1/handoffs lists them.']),
  ].join('\n');
}
