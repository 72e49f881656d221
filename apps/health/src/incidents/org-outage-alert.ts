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

/** Did a request fail because nobody could answer it, and not because of what it asked for? Then a person has to. */
export const isOutage = ({ code, handoff }: LlmFailure['error']): boolean =>
  handoff || code === 'all_providers_failed' || code === 'no_provider_available';

interface Texts {
  readonly summary: (org: string) => string;
  readonly tried: string;
  readonly stillWorking: string;
  readonly advice: string;
}

const exhausted: Texts = {
  summary: (org) => `All providers failed for organization ${org}`,
  tried: 'nothing, no provider could be called',
  stillWorking: 'nothing that these requests may use',
  advice: 'mend one of the providers that were tried, or give the organization another one to fall back to.',
};

/** Nothing is known against any provider. */
const tooLate: Texts = {
  summary: (org) => `Deadlines passed before anything was tried for organization ${org}`,
  tried: 'nothing, it was too late',
  stillWorking: 'unknown, for nothing was tried',
  advice:
    'see what its requests waited for: a provider that is down or limited (`understudy status`), or more routers ' +
    '(the lag of llm.requests).',
};

const textsOf = ({ code, errors }: LlmFailure['error']): Texts =>
  code === 'deadline_exceeded' && errors.length === 0 ? tooLate : exhausted;

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
      summary: textsOf(error).summary(org),
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
  const texts = textsOf(error);
  return [
    `What happened: ${requests} of organization ${org} ended without an answer (${error.code}).`,
    `Tried: ${tried.length === 0 ? texts.tried : [...new Set(tried)].join(', ')}.`,
    `Since: ${new Date(firstAt).toISOString()}.`,
    causes.length === 0
      ? 'Likely cause: unknown, no provider is reported down.'
      : `Likely cause: ${causes.map(({ annotations, startsAt }) => `${annotations.summary} since ${startsAt}`).join('; ')}.`,
    `Still working: ${texts.stillWorking}.`,
    `What to do: ${texts.advice} This alert resolves when its requests are answered again.`,
    ...(handoffs.length === 0
      ? []
      : ['Meanwhile a person has to take its requests over: GET /v1/handoffs lists them.']),
  ].join('\n');
}
