import type { Alert } from '#contracts';
import type { Message } from './message.js';
import { postJson } from './post-json.js';
import { sign } from './sign.js';

/** As Alertmanager writes the end of what has not ended. */
const noTime = '0001-01-01T00:00:00Z';

/** Alertmanager's webhook format, version 4, signed. */
export function sendToWebhook(url: string, secret: string, message: Message, now: number): Promise<void> {
  const { receiver, status, groupLabels, alerts, externalUrl } = message;
  const body = JSON.stringify({
    version: '4',
    groupKey: `{}:{${Object.entries(groupLabels)
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      .join(',')}}`,
    truncatedAlerts: 0,
    status,
    receiver,
    groupLabels,
    commonLabels: inCommon(alerts.map(({ labels }) => labels)),
    commonAnnotations: inCommon(alerts.map(({ annotations }) => annotations)),
    externalURL: externalUrl,
    alerts: alerts.map((alert: Alert) => ({ ...alert, endsAt: alert.endsAt ?? noTime })),
  });
  const timestamp = Math.floor(now / 1000);
  return postJson(url, body, {
    'understudy-timestamp': String(timestamp),
    'understudy-signature': sign(secret, timestamp, body),
  });
}

function inCommon(all: readonly object[]): Record<string, unknown> {
  const [first = {}, ...others] = all as Record<string, unknown>[];
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((other) => other[name] === value)),
  );
}
