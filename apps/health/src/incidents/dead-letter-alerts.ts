import type { Alert } from '#contracts';
import type { Watch } from '#fallback';
import type { Tally } from '#postgres';
import { countedAlert, minutesOf, type CountingContext } from './counted-alert.js';

/** Of records that could not be taken as requests. @param tallies of `dead_letters` */
export function deadLetterAlerts(
  tallies: readonly Tally[],
  { windowMs, minimum }: Watch,
  context: CountingContext,
): Alert[] {
  const count = tallies.reduce((sum, { marked }) => sum + marked, 0);
  if (count < minimum) return [];
  const records = count === 1 ? 'one record' : `${count} records`;
  return [
    countedAlert(
      { alertname: 'DeadLetters' },
      {
        severity: 'warning',
        summary: 'Records on llm.requests cannot be taken as requests',
        description: [
          `What happened: ${records} went to llm.requests-dlt in the last ${minutesOf(windowMs)}.`,
          'To whom: whoever sent them; where a custom_id could be read, an invalid_request failure was sent too.',
          'Still working: all other requests.',
          'What to do: `understudy tail requests-dlt` shows them, and the header kafka_dlt-exception-message says why. ' +
            'Mend the sender, then send them again. This alert resolves when none comes for a while.',
        ].join('\n'),
      },
      context,
    ),
  ];
}
