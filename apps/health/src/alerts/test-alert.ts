import type { Alert } from '#contracts';

/** An alert that says of itself that nothing is wrong. */
export const testAlert = (sink: string, publicUrl: string, now: number): Alert => ({
  status: 'firing',
  labels: { alertname: 'DeadLetters', severity: 'info' },
  annotations: {
    summary: `Test: alerts come through sink ${sink}`,
    description: 'Nothing is wrong: somebody tries this sink. It is resolved at once.',
    dashboard_url: `${publicUrl}/`,
  },
  startsAt: new Date(now).toISOString(),
  endsAt: null,
  generatorURL: `${publicUrl}/v1/alerts`,
  fingerprint: `test-${sink}-${now}`,
});
