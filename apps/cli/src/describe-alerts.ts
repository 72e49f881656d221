import type { AlertView } from '#contracts';
import type { Alerts } from './admin-api.js';
import { secondOf } from './second-of.js';
import type { Silence } from './silence.js';
import { table } from './table.js';

/** One line for each alert, and one for each message that does not come through. */
export function describeAlerts({ alerts, undelivered }: Alerts): string {
  const list =
    alerts.length === 0
      ? 'No alerts.'
      : table(
          ['SEVERITY', 'ALERT', 'SINCE', 'UNTIL', 'SUMMARY'],
          alerts.map(({ labels, startsAt, endsAt, quietSince, suppressedBy, annotations }) => [
            labels.severity,
            labels.alertname,
            secondOf(startsAt),
            until(endsAt, quietSince),
            `${annotations.summary}${untold(suppressedBy)}`,
          ]),
        );
  if (undelivered.length === 0) return list;
  const stuck = table(
    ['NOT DELIVERED TO', 'ALERT', 'STATUS', 'STATE', 'TRIES', 'WHY'],
    undelivered.map(({ sink, alertname, status, state, attempts, error }) => [
      sink,
      alertname,
      status,
      state,
      String(attempts),
      error,
    ]),
  );
  return `${list}\n\n${stuck}`;
}

/** What is over only for a moment yet may come again. */
function until(endsAt: string | null, quietSince: string | undefined): string {
  if (endsAt !== null) return secondOf(endsAt);
  return quietSince === undefined ? '' : `${secondOf(quietSince)} if it stays away`;
}

const untold = (by: AlertView['suppressedBy']): string =>
  by === undefined ? '' : ` (${by.kind === 'silence' ? `silence ${by.id}` : 'explained by'}: ${by.note})`;

/** One line for each silence. */
export const describeSilences = (silences: readonly Silence[]): string =>
  silences.length === 0
    ? 'Nothing is silenced.'
    : table(
        ['ID', 'LABELS', 'UNTIL', 'BY', 'COMMENT'],
        silences.map(({ id, matchers, until, by, comment }) => [
          id,
          matchers.map(({ name, value }) => `${name}=${value}`).join(' '),
          secondOf(until),
          by,
          comment,
        ]),
      );
