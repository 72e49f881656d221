import type { Alert } from '#contracts';
import type { Watch } from '#fallback';
import type { Tally } from '#postgres';
import { countedAlert, minutesOf, percentOf, type CountingContext } from './counted-alert.js';

/** Of organizations that a later step of their plans had to rescue too often. @param tallies of `fallbacks` */
export function fallbackRateAlerts(
  tallies: readonly Tally[],
  { windowMs, minimum, share }: Watch,
  context: CountingContext,
): Alert[] {
  return tallies
    .filter(({ total, marked }) => marked >= minimum && marked / total >= share)
    .map(({ org, total, marked }) =>
      countedAlert(
        { alertname: 'FallbackRateHigh', org },
        {
          severity: 'warning',
          summary: `Fallbacks answer ${percentOf(marked / total)} of the requests of organization ${org}`,
          description: [
            `What happened: of the last ${total} answers to organization ${org}, ${marked} came from a fallback (in ${minutesOf(windowMs)}).`,
            `To whom: organization ${org}. Its requests are answered, later than usual and perhaps at another price.`,
            `Still working: the fallbacks of its plan.`,
            'What to do: see on the status page which first steps fail, and mend them or put another one first. ' +
              'This alert resolves when first steps answer again.',
          ].join('\n'),
        },
        context,
      ),
    );
}
