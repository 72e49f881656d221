import { describe, expect, it } from '@jest/globals';
import { Alert, type ErrorClass, type LlmFailure } from '#contracts';
import { orgOutageAlert } from './org-outage-alert.js';

const generatorUrl = 'http://127.0.0.1:8090/v1/alerts';
const secret = 'the prompt that a provider quoted';

const tried = (provider: string, model: string, errorClass: ErrorClass) => ({
  class: errorClass,
  type: 'APIError',
  status: null,
  code: null,
  message: secret,
  tier: null,
  step: 1,
  attempt: 1,
  provider,
  model,
});

const error = (...errors: LlmFailure['error']['errors']): LlmFailure['error'] => ({
  code: errors.length === 0 ? 'no_provider_available' : 'all_providers_failed',
  message: secret,
  customer_message: secret,
  handoff: true,
  attempted_providers: [],
  last_error: errors.at(-1) ?? null,
  errors,
});

const providerDown: Alert = {
  status: 'firing',
  labels: { alertname: 'ProviderDown', severity: 'warning', provider: 'openai' },
  annotations: { summary: 'Provider openai is down', description: '' },
  startsAt: '1970-01-01T00:00:00.000Z',
  endsAt: null,
  generatorURL: generatorUrl,
  fingerprint: 'f',
};

const outage = {
  org: 'acme',
  firstAt: 5_000,
  count: 3,
  handoffs: ['req-1', 'req-2'],
  traceId: 'a'.repeat(32),
  error: error(
    tried('openai', 'gpt-4o', 'unavailable'),
    tried('openai', 'gpt-4o', 'unavailable'),
    tried('gemini', 'pro', 'timeout'),
  ),
};

describe('the alert on an organization without answers (E8)', () => {
  it('says what was tried and names the provider that is down as the likely cause', () => {
    const alert = orgOutageAlert(outage, [providerDown], generatorUrl);
    expect(Alert.parse(alert)).toMatchObject({
      labels: { alertname: 'AllProvidersFailed', severity: 'critical', org: 'acme' },
      annotations: {
        summary: 'All providers failed for organization acme',
        root_cause: 'Provider openai is down',
        trace_id: 'a'.repeat(32),
      },
      startsAt: '1970-01-01T00:00:05.000Z',
      generatorURL: generatorUrl,
    });
    const { description } = alert.annotations;
    expect(description).toContain('a person has to take its requests over');
    expect(description).toContain('3 requests of organization acme');
    expect(description).toContain('Tried: openai/gpt-4o (unavailable), gemini/pro (timeout).');
    expect(description).toContain('Likely cause: Provider openai is down since 1970-01-01T00:00:00.000Z.');
  });

  it('G5 has one fingerprint for each organization', () => {
    const fingerprints = ['acme', 'acme', 'globex'].map(
      (org) => orgOutageAlert({ ...outage, org }, [], generatorUrl).fingerprint,
    );
    expect(new Set(fingerprints).size).toBe(2);
  });

  it('says so when nothing could be tried and nothing is known to be down', () => {
    const otherOrg: Alert = {
      ...providerDown,
      labels: { alertname: 'AllProvidersFailed', severity: 'critical' },
    };
    const { description } = orgOutageAlert(
      { ...outage, error: error() },
      [otherOrg],
      generatorUrl,
    ).annotations;
    expect(description).toContain('Tried: nothing, no provider could be called.');
    expect(description).toContain('Likely cause: unknown');
  });

  it('E7 says so when deadlines passed before anything was tried', () => {
    const late = { ...error(), code: 'deadline_exceeded' } as const;
    const { summary, description } = orgOutageAlert({ ...outage, error: late }, [], generatorUrl).annotations;
    expect(summary).toBe('Deadlines passed before anything was tried for organization acme');
    expect(description).toContain('ended without an answer (deadline_exceeded)');
    expect(description).toContain('Tried: nothing, it was too late.');
    expect(description).toContain('What to do: see what its requests waited for');
    expect(description).toContain('a person has to take its requests over');
  });

  it('names as root cause only a provider that it tried', () => {
    const other: Alert = { ...providerDown, labels: { ...providerDown.labels, provider: 'ollama' } };
    expect(orgOutageAlert(outage, [other], generatorUrl).annotations).not.toHaveProperty('root_cause');
  });

  it('carries nothing that a provider or a customer said', () => {
    expect(JSON.stringify(orgOutageAlert(outage, [], generatorUrl))).not.toContain(secret);
  });
});
