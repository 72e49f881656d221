import type { Alert, AlertName, ProviderHealth } from '#contracts';
import { stepName } from '#fallback';

export type ProviderAlertName = Extract<
  AlertName,
  'ProviderDown' | 'ProviderQuotaExhausted' | 'ProviderAuthFailed'
>;

type Texts = Pick<Alert['annotations'], 'summary' | 'description'>;

const summaries: Record<ProviderAlertName, (provider: string) => string> = {
  ProviderDown: (provider) => `Provider ${provider} is down`,
  ProviderQuotaExhausted: (provider) => `The quota at provider ${provider} is used up`,
  ProviderAuthFailed: (provider) => `Provider ${provider} refuses our credentials`,
};

const advice: Record<ProviderAlertName, (provider: string) => string> = {
  ProviderDown: (provider) =>
    `Nothing, if it passes: ${provider} is tried again by itself, and this alert resolves when it has answered for a while. ` +
    'If it lasts, look at its status page, its address in the configuration and the way to it.',
  ProviderQuotaExhausted: (provider) =>
    `Waiting does not mend this: add credit or raise the limit in the billing settings of ${provider}. ` +
    'It is used again after its next call that succeeds.',
  ProviderAuthFailed: (provider) =>
    `Waiting does not mend this: give ${provider} a valid API key that may use this model, and restart the routers.`,
};

/** What an administrator is told: what happened, since when, what still works, what to do. */
export function providerAlertTexts(
  alertname: ProviderAlertName,
  record: ProviderHealth,
  stillWorking: readonly string[],
): Texts {
  const { provider } = record;
  return {
    summary: summaries[alertname](provider),
    description: [
      `What happened: calls of ${stepName(record)} fail, ${record.failures} of the last ${record.requests} (${record.reason}).`,
      `Since: ${record.since}.${record.until === null ? '' : ` Left alone until ${record.until}.`}`,
      `Still working: ${stillWorking.length === 0 ? 'no other provider' : stillWorking.join(', ')}.`,
      `What to do: ${advice[alertname](provider)}`,
    ].join('\n'),
  };
}
