import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { pino } from 'pino';
import { Alert, type AlertView } from '#contracts';
import { loadRoutingConfig } from '#fallback';
import { SpendingBook } from '#postgres';
import type { HealthSettings } from '../../apps/health/src/health-settings.js';
import { eventually } from './lookup-log.js';
import { attempt } from './records.js';
import { providers, useHealth } from './use-health.js';

const health = useHealth();
const { log } = health.stack;

const configured = (text: string): Partial<HealthSettings> => ({
  routing: loadRoutingConfig(providers, text),
});

const told = async (alertname: Alert['labels']['alertname'], count: number): Promise<Alert[]> => {
  await log.until(() => health.alerts(alertname).length >= count);
  return health.alerts(alertname).map((alert) => Alert.parse(alert));
};

describe('what alerts are about', () => {
  it('FallbackRateHigh: fallbacks answer too much of an organization, counted over replicas', async () => {
    const settings = configured(
      'alerts: { rules: { FallbackRateHigh: { for_seconds: 0, minimum: 4, share: 0.5, window_seconds: 60 } } }',
    );
    await Promise.all([health.start(settings), health.start(settings)]);
    const rescued = { step: 2, org: 'acme' };
    // Two models, so that the attempts lie on partitions of both replicas.
    for (const model of ['gpt-4o', 'o3'])
      await health.attempts(
        attempt({ model, org: 'acme' }),
        attempt({ model, org: 'globex' }),
        // Last, so that the others are counted when there are enough of these.
        ...[1, 2].map(() => ({ ...attempt({ model }), ...rescued })),
      );
    const [alert] = await told('FallbackRateHigh', 1);
    expect(alert!.labels).toEqual({ alertname: 'FallbackRateHigh', severity: 'warning', org: 'acme' });
    expect(alert!.annotations.summary).toBe('Fallbacks answer 67 % of the requests of organization acme');
    expect(alert!.annotations.description).toMatch(/of the last 6 answers .* 4 came from a fallback/);
  });

  it('ModelNotFound: a provider does not have a model; of an own key it is that organization alone', async () => {
    await health.start(configured(''));
    await health.attempts(
      attempt({ model: 'gone', failed: 'model_not_found' }),
      attempt({
        provider: 'ollama',
        model: 'theirs',
        org: 'acme',
        failed: 'model_not_found',
        credential: 'ACME_KEY',
      }),
      attempt({ model: 'gpt-4o' }),
    );
    const alerts = await told('ModelNotFound', 2);
    const missing = { alertname: 'ModelNotFound', severity: 'warning', error_class: 'model_not_found' };
    expect(alerts.map(({ labels }) => labels)).toEqual(
      expect.arrayContaining([
        { ...missing, provider: 'openai', model: 'gone' },
        { ...missing, provider: 'ollama', model: 'theirs', org: 'acme' },
      ]),
    );
    expect(health.alerts('ProviderDown')).toEqual([]);
  });

  it('DeadLetters: records cannot be taken; BudgetThreshold: a budget is spent, at each percentage', async () => {
    const replica = await health.start(configured(''));
    await health.deadLetter('no JSON');
    const [dead] = await told('DeadLetters', 1);
    expect(dead!.annotations.description).toContain('one record went to llm.requests-dlt');

    await replica.put('/v1/organizations/acme', {
      name: 'Acme',
      budgets: { daily_usd: 10, monthly_usd: 100 },
    });
    const pool = new pg.Pool({ connectionString: health.stack.databaseUrl, max: 1 });
    const spend = async (costUsd: number): Promise<void> => {
      const book = new SpendingBook({ pool, routerId: `test-${costUsd}`, logger: pino({ level: 'silent' }) });
      book.add({ org: 'acme', session: null, costUsd, at: Date.now() });
      await book.close();
    };
    await spend(8.5);
    const budget = { alertname: 'BudgetThreshold', org: 'acme', budget: 'daily' };
    const [first] = await told('BudgetThreshold', 1);
    expect(first!.labels).toEqual({ ...budget, percent: '80', severity: 'warning' });
    await spend(2);
    const [, second] = await told('BudgetThreshold', 2);
    expect(second!.labels).toEqual({ ...budget, percent: '100', severity: 'critical' });
    expect(second!.annotations.summary).toBe('Acme has spent 100 % of its daily budget');

    await pool.end();
    await replica.put('/v1/organizations/acme', { name: 'Acme', budgets: { daily_usd: 1_000 } });
    const statuses = (await told('BudgetThreshold', 4)).map(
      ({ status, labels }) => `${labels.percent} ${status}`,
    );
    expect(statuses.slice(2).sort()).toEqual(['100 resolved', '80 resolved']);
  });

  it('ProviderDegraded: a model fails now and then, once that lasts', async () => {
    const rules = (seconds: number): string =>
      `health: { minimum_requests: 2 }
alerts: { rules: { ProviderDegraded: { for_seconds: ${seconds}, keep_firing_for_seconds: 0 } } }`;
    const patient = await health.start(configured(rules(3_600)));
    await health.attempts(attempt({ model: 'shaky', failed: 'timeout' }));
    await log.until(() => health.healthOf('openai/shaky').at(-1)?.state === 'degraded');
    // A later alert of the same round: this one would have been told before it.
    await health.attempts(
      attempt({ model: 'revoked', failed: 'auth' }),
      attempt({ model: 'revoked', failed: 'auth' }),
    );
    await told('ProviderAuthFailed', 1);
    expect(health.alerts('ProviderDegraded')).toEqual([]);
    await patient.stop();
    await health.start(configured(rules(0)));
    const [alert] = await told('ProviderDegraded', 1);
    expect(alert!.labels).toMatchObject({ provider: 'openai', model: 'shaky', error_class: 'timeout' });
  });

  it('of a provider that flaps it is one, while it is to keep firing', async () => {
    const rules = (seconds: number): string =>
      `alerts: { rules: { ProviderDown: { keep_firing_for_seconds: ${seconds}, severity: critical } } }`;
    const calm = await health.start(configured(rules(3_600)));
    const flap = async (): Promise<void> => {
      await health.attempts(attempt({ provider: 'ollama', model: 'llama3', failed: 'network' }));
      await log.until(() => health.healthOf('ollama/llama3').at(-1)?.state === 'down');
      await health.attempts(...[1, 2, 3].map(() => attempt({ provider: 'ollama', model: 'llama3' })));
      await log.until(() => health.healthOf('ollama/llama3').at(-1)?.state === 'healthy');
    };
    for (let times = 0; times < 3; times += 1) await flap();
    await eventually(calm, '/v1/alerts', (body) =>
      (body.alerts as AlertView[]).some(
        ({ labels, quietSince }) => labels.alertname === 'ProviderDown' && quietSince !== undefined,
      ),
    );
    await calm.stop();
    await health.start(configured(rules(0)));
    const alerts = await told('ProviderDown', 2);
    expect(alerts.map(({ status, labels }) => `${labels.provider} ${labels.severity} ${status}`)).toEqual([
      'ollama critical firing',
      'ollama critical resolved',
    ]);
  });
});
