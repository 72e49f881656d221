import { describe, expect, it } from '@jest/globals';
import { Alert, type ProviderHealth } from '#contracts';
import { providerIncidents } from './provider-incidents.js';

const record = (over: Partial<ProviderHealth>): ProviderHealth => ({
  provider: 'openai',
  model: 'gpt-4o',
  state: 'down',
  since: '2026-11-21T05:00:00.000Z',
  until: '2026-11-21T05:05:00.000Z',
  reason: 'unavailable: failure_rate=100.00%',
  failure_rate: 1,
  requests: 4,
  failures: 4,
  by_class: { unavailable: 4 },
  latency_ms: { p50: null, p95: null },
  expires_at: '2026-11-21T05:15:00.000Z',
  seq: 1,
  ...over,
});

const context = {
  providers: ['openai', 'gemini', 'together'],
  generatorUrl: 'http://127.0.0.1:8090/v1/alerts',
  now: Date.parse('2026-11-21T05:01:00.000Z'),
};
const alertsFor = (...records: ProviderHealth[]) => providerIncidents(records, context);

describe('the incidents of providers', () => {
  it('G5 is one for a provider however many of its models are down, named after the first', () => {
    const { due, held } = alertsFor(
      record({ model: 'gpt-4o-mini', since: '2026-11-21T05:00:30.000Z' }),
      record({ model: 'gpt-4o' }),
    );
    expect(due).toHaveLength(1);
    expect(held).toEqual(new Set([due[0]!.fingerprint]));
    expect(Alert.parse(due[0])).toMatchObject({
      status: 'firing',
      labels: {
        alertname: 'ProviderDown',
        severity: 'warning',
        provider: 'openai',
        model: 'gpt-4o',
        error_class: 'unavailable',
      },
      startsAt: '2026-11-21T05:00:00.000Z',
      endsAt: null,
    });
  });

  it.each([
    ['quota', 'ProviderQuotaExhausted', 'critical'],
    ['auth', 'ProviderAuthFailed', 'critical'],
    ['network', 'ProviderDown', 'warning'],
    ['timeout', 'ProviderDown', 'warning'],
  ])('F2 a model that is down by %s is a %s, %s', (cause, alertname, severity) => {
    const { due } = alertsFor(record({ reason: `${cause}: failure_rate=100.00%` }));
    expect(due.map(({ labels }) => labels)).toMatchObject([{ alertname, severity, error_class: cause }]);
  });

  it('are of different fingerprints for different kinds and providers', () => {
    const { due } = alertsFor(
      record({}),
      record({ model: 'gpt-4o-mini', reason: 'auth: failure_rate=100.00%' }),
      record({ provider: 'gemini' }),
    );
    expect(new Set(due.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  });

  it('stay open while the model recovers, and are not opened by that', () => {
    const { due, held } = alertsFor(record({ state: 'recovering', until: null }));
    expect(due).toEqual([]);
    expect(held.size).toBe(1);
  });

  it.each(['healthy', 'degraded', 'limited'] as const)('are none for a model that is %s', (state) => {
    expect(alertsFor(record({ state })).held.size).toBe(0);
  });

  it('are none for what recovers from a rate limit', () => {
    expect(
      alertsFor(record({ state: 'recovering', reason: 'rate_limit: failure_rate=50.00%' })).held.size,
    ).toBe(0);
  });

  it('concern a provider that only the routers know too, until its record expires', () => {
    expect(alertsFor(record({ provider: 'theirs' })).due).toHaveLength(1);
    expect(alertsFor(record({ provider: 'theirs', expires_at: '2026-11-21T05:00:59.000Z' })).held.size).toBe(
      0,
    );
  });

  it('end with a model that nobody has called for a day', () => {
    expect(alertsFor(record({ expires_at: '2026-11-20T05:00:59.000Z' })).held.size).toBe(0);
    expect(alertsFor(record({ expires_at: '2026-11-20T05:01:01.000Z' })).held.size).toBe(1);
  });

  it('tell an administrator what happened, since when, what still works and what to do', () => {
    const { due } = alertsFor(record({}), record({ provider: 'gemini', model: 'gemini-1.5-pro' }));
    expect(due[0]!.annotations).toEqual({
      summary: 'Provider openai is down',
      description: [
        'What happened: calls of openai/gpt-4o fail, 4 of the last 4 (unavailable: failure_rate=100.00%).',
        'Since: 2026-11-21T05:00:00.000Z. Left alone until 2026-11-21T05:05:00.000Z.',
        'Still working: together.',
        'What to do: Nothing, if it passes: openai is tried again by itself, and this alert resolves when it has answered for a while. ' +
          'If it lasts, look at its status page, its address in the configuration and the way to it.',
      ].join('\n'),
    });
  });

  it('say so when nothing else works', () => {
    const all = context.providers.map((provider) => record({ provider }));
    expect(alertsFor(...all).due[0]!.annotations.description).toContain('Still working: no other provider.');
  });
});
