import type { Alert, Handoff } from '#contracts';
import type { Model, Provider, Status } from './answers.js';

/** So many minutes past noon. */
export const at = (minute: number): string => new Date(Date.UTC(2026, 10, 21, 12, minute)).toISOString();

export const modelOf = (state: Model['state'], minute = 0, over: Partial<Model> = {}): Model => ({
  provider: 'openai',
  model: 'gpt-4o',
  state,
  since: at(minute),
  until: null,
  reason: state,
  failure_rate: 0,
  requests: 0,
  failures: 0,
  by_class: {},
  latency_ms: { p50: null, p95: null },
  expires_at: at(59),
  seq: 1,
  ...over,
});

export const providerOf = (over: Partial<Provider> = {}): Provider => ({
  provider: 'openai',
  healthy: true,
  configured: true,
  available: true,
  models: [modelOf('healthy')],
  ...over,
});

export const statusOf = (...providers: Provider[]): Status => ({
  preferred: 'openai',
  forced: null,
  providers,
});

export const alertOf = (severity: Alert['labels']['severity'], summary: string, minute = 0): Alert => ({
  status: 'firing',
  labels: { alertname: 'DeadLetters', severity },
  annotations: { summary, description: summary },
  startsAt: at(minute),
  endsAt: null,
  generatorURL: 'http://127.0.0.1/',
  fingerprint: summary,
});

export const handoffOf = (id: string, minute = 0): Handoff => ({
  org: 'acme',
  custom_id: id,
  at: at(minute),
  customer_message: 'A colleague will answer you.',
  code: 'all_providers_failed',
  taken_by: null,
  taken_at: null,
});
