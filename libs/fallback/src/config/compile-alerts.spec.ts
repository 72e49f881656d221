import { describe, expect, it } from '@jest/globals';
import { defaultAlertPolicy } from './alert-policy.js';
import { loadRoutingConfig } from './load-routing-config.js';

const policyOf = (alerts: string) => loadRoutingConfig({}, `alerts: { ${alerts} }`).alerts;

describe('the alerts of a config', () => {
  it('are the defaults where it says nothing', () => {
    expect(loadRoutingConfig({}, '').alerts).toEqual({ ...defaultAlertPolicy, routes: [{ sinks: [] }] });
  });

  it('are told and kept by rules, each setting for itself', () => {
    const { rules, fallbacks, budgetPercents } = policyOf(`rules: {
      ProviderDown: { keep_firing_for_seconds: 30, severity: critical },
      FallbackRateHigh: { share: 0.5 }, BudgetThreshold: { percents: [90, 50] } }`);
    expect(rules.ProviderDown).toEqual({ forMs: 0, keepFiringForMs: 30_000, severity: 'critical' });
    expect(fallbacks).toEqual({ ...defaultAlertPolicy.fallbacks, share: 0.5 });
    expect(budgetPercents).toEqual([50, 90]);
  });

  it('name their sinks, and the variables that hold secrets', () => {
    const { sinks, routes } = policyOf(
      'sinks: { mail: { kind: email, from: a@b.example, to: admins }, pager: { kind: pagerduty, routing_key_env: KEY } }',
    );
    expect([...sinks.values()]).toEqual([
      { kind: 'email', smtpUrlEnv: 'SMTP_URL', from: 'a@b.example', to: 'admins' },
      { kind: 'pagerduty', routingKeyEnv: 'KEY', url: 'https://events.pagerduty.com' },
    ]);
    expect(routes).toEqual([{ sinks: ['mail', 'pager'] }]);
  });

  it.each([
    [
      'routes: [{ sinks: [opps] }], sinks: { ops: { kind: slack, url_env: A } }',
      /routes\[0\]\.sinks\[0\]: no sink is called 'opps'; did you mean 'ops'\?/,
    ],
    [
      "sinks: { ops: { kind: slack, url_env: 'https://hooks.example/secret' } }",
      /ops\.url_env: give the name of a variable/,
    ],
    ['sinks: { topic: { kind: slack, url_env: A } }', /`topic` is taken by llm\.alerts/],
    ['rules: { ProviderDawn: {} }', /no setting is called 'ProviderDawn'; did you mean 'ProviderDown'\?/],
  ])('are refused with the mend: %s', (alerts, problem) => {
    expect(() => policyOf(alerts)).toThrow(problem);
    expect(() => policyOf(alerts)).not.toThrow(/hooks\.example/);
  });
});
