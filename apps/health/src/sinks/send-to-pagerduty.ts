import type { Alert } from '#contracts';
import type { Message } from './message.js';
import { postJson } from './post-json.js';

const longestSummary = 1_024;

/** Events API, version 2: one event for each alert, all of one fingerprint about one incident there. */
export async function sendToPagerDuty(url: string, routingKey: string, message: Message): Promise<void> {
  for (const alert of message.alerts) {
    const body = JSON.stringify({ routing_key: routingKey, ...eventOf(alert, message.externalUrl) });
    await postJson(`${url.replace(/\/+$/, '')}/v2/enqueue`, body);
  }
}

function eventOf(alert: Alert, client: string): object {
  const { fingerprint, labels, annotations, startsAt, status } = alert;
  if (status === 'resolved') return { event_action: 'resolve', dedup_key: fingerprint };
  return {
    event_action: 'trigger',
    dedup_key: fingerprint,
    client: 'Understudy',
    client_url: client,
    payload: {
      summary: annotations.summary.slice(0, longestSummary),
      source: labels.provider ?? labels.org ?? 'understudy',
      severity: labels.severity,
      timestamp: startsAt,
      component: labels.provider ?? 'understudy',
      class: labels.alertname,
      custom_details: { ...labels, ...annotations },
    },
    links: [annotations.runbook_url, annotations.dashboard_url].flatMap((href) =>
      href === undefined ? [] : [{ href, text: href }],
    ),
  };
}
