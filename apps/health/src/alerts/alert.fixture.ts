import type { Alert } from '#contracts';

/** A firing alert with these labels. */
export const alertWith = (labels: Partial<Alert['labels']> = {}): Alert => ({
  status: 'firing',
  labels: { alertname: 'ProviderDown', severity: 'warning', ...labels },
  annotations: { summary: 'Provider openai is down', description: 'What happened: …' },
  startsAt: '2026-11-21T05:00:00.000Z',
  endsAt: null,
  generatorURL: 'http://127.0.0.1:8090/v1/alerts',
  fingerprint: 'dbeb2e5597895898',
});
