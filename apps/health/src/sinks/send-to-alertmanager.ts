import type { Message } from './message.js';
import { postJson } from './post-json.js';

/** Longer than the time between two repetitions: Alertmanager resolves what it does not hear of any more. */
export const holdsForMs = 300_000;

/** `POST /api/v2/alerts`. Of what fires the end is in the future, and later with each repetition. */
export function sendToAlertmanager(url: string, { alerts }: Message, now: number): Promise<void> {
  const body = alerts.map(({ labels, annotations, startsAt, endsAt, generatorURL }) => ({
    labels,
    annotations,
    startsAt,
    endsAt: endsAt ?? new Date(now + holdsForMs).toISOString(),
    generatorURL,
  }));
  return postJson(`${url.replace(/\/+$/, '')}/api/v2/alerts`, JSON.stringify(body));
}
