import type { Alert, ProviderHealth } from '#contracts';
import { stepName } from '#fallback';
import { causeOf } from '../folding/health-reason.js';
import { countedAlert, type CountingContext } from './counted-alert.js';

/** Of models that fail part of what they are asked and are used all the same: the provider is healthy enough. */
export const degradedAlerts = (records: readonly ProviderHealth[], context: CountingContext): Alert[] =>
  records
    .filter(({ state, expires_at }) => state === 'degraded' && Date.parse(expires_at) >= context.now)
    .map((record) => degradedAlert(record, context));

function degradedAlert(record: ProviderHealth, context: CountingContext): Alert {
  const { provider, model, failures, requests, reason, since } = record;
  const alert = countedAlert(
    { alertname: 'ProviderDegraded', provider, model },
    {
      severity: 'warning',
      summary: `${stepName(record)} fails now and then`,
      description: [
        `What happened: ${failures} of the last ${requests} calls of ${stepName(record)} failed (${reason}).`,
        `To whom: every organization whose plan has it; what it fails goes to the next step.`,
        `Since: ${since}.`,
        `Still working: ${stepName(record)} itself, mostly.`,
        `What to do: nothing at once. If it lasts, look at the status page of ${provider}, or put another provider first.`,
      ].join('\n'),
    },
    context,
  );
  const cause = causeOf(reason);
  return {
    ...alert,
    labels: { ...alert.labels, ...(cause === null ? {} : { error_class: cause }) },
    startsAt: since,
  };
}
