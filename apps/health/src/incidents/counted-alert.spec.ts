import { describe, expect, it } from '@jest/globals';
import { Alert } from '#contracts';
import type { Tally } from '#postgres';
import { budgetAlerts } from './budget-alerts.js';
import { deadLetterAlerts } from './dead-letter-alerts.js';
import { fallbackRateAlerts } from './fallback-rate-alerts.js';
import { missingModelAlerts } from './missing-model-alerts.js';

const context = { generatorUrl: 'http://127.0.0.1:8090/v1/alerts', now: Date.parse('2026-11-21T05:00:00Z') };
const watch = { windowMs: 300_000, minimum: 4, share: 0.5 };
const tally = (over: Partial<Tally>): Tally => ({
  signal: 'fallbacks',
  org: 'acme',
  subject: '',
  total: 8,
  marked: 4,
  ...over,
});

/** What tells every alert of a list apart, and that each says all that it has to. */
const labelsOf = (alerts: readonly Alert[]): unknown[] => {
  for (const alert of alerts) {
    Alert.parse(alert);
    for (const part of ['What happened: ', 'To whom: ', 'Still working: ', 'What to do: '])
      expect(alert.annotations.description).toContain(part);
  }
  expect(new Set(alerts.map(({ fingerprint }) => fingerprint)).size).toBe(alerts.length);
  return alerts.map(({ labels }) => labels);
};

describe('alerts that come of counting', () => {
  it.each([
    [8, 4, 1],
    [9, 4, 0],
    [4, 3, 0],
  ])('of %i answers %i came from fallbacks: %i alerts', (total, marked, count) => {
    expect(fallbackRateAlerts([tally({ total, marked })], watch, context)).toHaveLength(count);
  });

  it('name the model that is missing, and the organization whose key does not see it', () => {
    const missing = { signal: 'missing_models', subject: 'together/meta/llama' } as const;
    const tallies = [tally({ ...missing, org: '' }), tally({ ...missing, org: 'acme' })];
    const labels = { provider: 'together', model: 'meta/llama', error_class: 'model_not_found' };
    expect(labelsOf(missingModelAlerts(tallies, watch, context))).toEqual([
      { alertname: 'ModelNotFound', severity: 'warning', ...labels },
      { alertname: 'ModelNotFound', severity: 'warning', ...labels, org: 'acme' },
    ]);
  });

  it('are one for all dead letters', () => {
    const dead = tally({ signal: 'dead_letters', org: '', total: 3, marked: 3 });
    expect(deadLetterAlerts([dead], watch, context)).toEqual([]);
    expect(labelsOf(deadLetterAlerts([dead, dead], watch, context))).toHaveLength(1);
  });

  it('are one for each percentage of a budget, critical where it is used up', () => {
    const spent = { org: 'acme', name: 'Acme', limitUsd: 10, spentUsd: 10 };
    const alerts = budgetAlerts(
      [
        { ...spent, budget: 'daily' },
        { ...spent, budget: 'monthly', spentUsd: 8 },
      ],
      [80, 100],
      context,
    );
    const labels = { alertname: 'BudgetThreshold', org: 'acme' };
    expect(labelsOf(alerts)).toEqual([
      { ...labels, budget: 'daily', percent: '80', severity: 'warning' },
      { ...labels, budget: 'daily', percent: '100', severity: 'critical' },
      { ...labels, budget: 'monthly', percent: '80', severity: 'warning' },
    ]);
  });
});
