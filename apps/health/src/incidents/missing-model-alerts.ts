import type { Alert } from '#contracts';
import type { Watch } from '#fallback';
import type { Tally } from '#postgres';
import { countedAlert, minutesOf, type CountingContext } from './counted-alert.js';

/** Of models that their provider says it does not have. @param tallies of `missing_models`, by `provider/model` */
export function missingModelAlerts(
  tallies: readonly Tally[],
  { windowMs, minimum, share }: Watch,
  context: CountingContext,
): Alert[] {
  return tallies
    .filter(({ total, marked }) => marked >= minimum && marked / total >= share)
    .map(({ org, subject, total, marked }) => {
      const slash = subject.indexOf('/');
      const [provider, model] = [subject.slice(0, slash), subject.slice(slash + 1)];
      const whose = org === '' ? '' : ` for the key of organization ${org}`;
      return countedAlert(
        {
          alertname: 'ModelNotFound',
          ...(org === '' ? {} : { org }),
          provider,
          model,
          error_class: 'model_not_found',
        },
        {
          severity: 'warning',
          summary: `Provider ${provider} does not have model ${model}${whose}`,
          description: [
            `What happened: ${provider} answered ${marked} of the last ${total} calls of ${subject}${whose} with "model not found" (in ${minutesOf(windowMs)}).`,
            `To whom: ${org === '' ? 'every organization whose plan has this model' : `organization ${org}`}.`,
            `Still working: the other models of ${provider}, and the other steps of these plans.`,
            `What to do: waiting does not mend this. Correct the name in the config or in the organization's settings, ` +
              `or get access to the model at ${provider}.`,
          ].join('\n'),
        },
        context,
      );
    });
}
