import type { Alert } from '#contracts';

/** What one sink is told at once: alerts of one status, and the labels that made them a group. */
export interface Message {
  readonly receiver: string;
  readonly status: Alert['status'];
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly alerts: readonly Alert[];
  /** Where people see all of it. */
  readonly externalUrl: string;
}

/** `[FIRING] Provider openai is down`, `[RESOLVED] AllProvidersFailed: 3 alerts`. */
export function headline({ status, alerts }: Pick<Message, 'status' | 'alerts'>): string {
  const [first, ...others] = alerts;
  const names = [...new Set(alerts.map(({ labels }) => labels.alertname))];
  const what =
    others.length === 0 ? first?.annotations.summary : `${names.join(', ')}: ${alerts.length} alerts`;
  return `[${status.toUpperCase()}] ${what}`;
}

/** The whole of an alert as text, for people. */
export const alertText = ({ status, annotations, startsAt, endsAt }: Alert): string =>
  [
    annotations.summary,
    annotations.description,
    ...(annotations.root_cause === undefined ? [] : [`Root cause: ${annotations.root_cause}.`]),
    ...(annotations.handoff_requests === undefined
      ? []
      : [`To be taken over by a person: ${annotations.handoff_requests}.`]),
    status === 'firing' ? `Firing since ${startsAt}.` : `Fired from ${startsAt} to ${endsAt}.`,
    ...(annotations.runbook_url === undefined ? [] : [`Runbook: ${annotations.runbook_url}`]),
    ...(annotations.dashboard_url === undefined ? [] : [`Status: ${annotations.dashboard_url}`]),
    ...(annotations.trace_id === undefined ? [] : [`Trace: ${annotations.trace_id}`]),
  ].join('\n');
