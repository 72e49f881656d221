import { beforeEach, describe, expect, it } from '@jest/globals';
import { Control } from '#contracts';
import type { SeenRecord } from '../router/log-client.js';
import { attempt } from './records.js';
import { useHealth, type Replica } from './use-health.js';

const health = useHealth();
const { log } = health.stack;

const said = (key: string): SeenRecord[] => log.on('control').filter((record) => record.key === key);
const states = (model: string): string[] => health.healthOf(model).map(({ state }) => state);

/** Asks until the answer is the wanted one. */
async function status(replica: Replica, wanted: object): Promise<void> {
  for (;;) {
    const { body } = await replica.get('/v1/status');
    try {
      expect(body).toMatchObject(wanted);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
let deadline = 0;
beforeEach(() => {
  deadline = Date.now() + 30_000;
});

describe('an operator', () => {
  it('B5 B8 forces a provider for the whole fleet, for 30 min unless told otherwise, over a restart', async () => {
    const [first, second] = [await health.start(), await health.start()];
    const { status: code, body } = await first.post('/v1/providers/openai/force');
    expect(code).toBe(200);
    expect(body).toEqual({ type: 'force_provider', provider: 'openai', until: expect.any(String) });
    expect(Math.abs(Date.parse(body.until as string) - Date.now() - 1_800_000)).toBeLessThan(10_000);

    await log.until(() => said('force_provider').length > 0);
    const [record] = said('force_provider');
    expect(record!.headers).toMatchObject({
      ce_specversion: '1.0',
      ce_type: 'understudy.llm.control.v1',
      ce_source: '/understudy/health',
    });
    expect(Control.parse(record!.value)).toEqual(body);

    const forced = { preferred: 'openai', forced: { provider: 'openai', until: body.until } };
    await Promise.all([status(first, forced), status(second, forced)]);
    await first.stop();
    const third = await health.start();
    expect((await third.get('/v1/status')).body).toMatchObject(forced);

    const shorter = await third.post('/v1/providers/ollama/force', { duration_seconds: 1 });
    await status(second, { preferred: 'ollama', forced: { provider: 'ollama', until: shorter.body.until } });
    await status(second, { preferred: 'ollama', forced: null });
  });

  it('B6 goes back to the configured order: nothing is forced and every model is healthy', async () => {
    const [first, second] = [await health.start(), await health.start()];
    await health.attempts(
      attempt({ model: 'cleared', failed: 'unavailable' }),
      attempt({ model: 'cleared-too', failed: 'rate_limit' }),
    );
    await log.until(() => states('openai/cleared').length > 0 && states('openai/cleared-too').length > 0);
    await first.post('/v1/providers/openai/force', { duration_seconds: 600 });
    await status(second, { preferred: 'openai' });

    const { status: code, body } = await second.delete('/v1/preferences');
    expect(code).toBe(200);
    expect(body).toEqual({ type: 'clear_cache', at: expect.any(String) });
    await log.until(() => said('clear_cache').length > 0);
    expect(Control.parse(said('clear_cache')[0]!.value)).toEqual(body);
    await log.until(() => said('force_provider').at(-1)?.raw === '');

    await status(first, { preferred: 'ollama', forced: null });
    await log.until(() =>
      ['cleared', 'cleared-too'].every((model) => states(`openai/${model}`).includes('healthy')),
    );
    await status(first, {
      providers: expect.arrayContaining([
        expect.objectContaining({ provider: 'openai', healthy: true, available: true }),
      ]),
    });
  });

  it('B7 B8 reports a failure, at once and for all models, and a success; neither is done again at a restart', async () => {
    const first = await health.start();
    const report = { outcome: 'failed', error: 'auth', context: 'spam filter' };
    const { status: code, body } = await first.post('/v1/providers/openai/reports', report);
    expect(code).toBe(200);
    expect(body).toEqual({ type: 'report', provider: 'openai', ...report });
    await log.until(() => states('openai/gpt-4o').includes('down'));
    expect(health.healthOf('openai/gpt-4o').at(-1)!.reason).toMatch(/^auth: /);
    await log.until(() => health.alerts('ProviderAuthFailed').length > 0);
    await status(first, {
      providers: expect.arrayContaining([
        expect.objectContaining({ provider: 'openai', healthy: false, available: false }),
      ]),
    });
    await log.until(() => said('report:openai').length > 0);
    expect(said('report:openai').map(({ value }) => Control.parse(value))).toEqual([body]);

    await health.attempts(attempt(), attempt(), attempt());
    await log.until(() => states('openai/gpt-4o').at(-1) === 'healthy');
    await first.stop();
    const count = health.healthOf('openai/gpt-4o').length;
    const second = await health.start();
    await second.post('/v1/providers/ollama/reports', { outcome: 'failed', model: 'llama3' });
    await log.until(() => states('ollama/llama3').includes('down'));
    expect(health.healthOf('openai/gpt-4o')).toHaveLength(count);

    await second.post('/v1/providers/ollama/reports', { outcome: 'succeeded', model: 'llama3' });
    await log.until(() => states('ollama/llama3').at(-1) === 'healthy');
    await log.until(() => health.alerts('ProviderDown').some((alert) => alert.status === 'resolved'));
    await log.until(() => said('report:ollama/llama3').length > 1);
    expect(said('report:ollama/llama3')).toHaveLength(2);
  });

  it('is told all that is wrong with what was asked', async () => {
    const replica = await health.start();
    const unknown = await replica.post('/v1/providers/opnai/force');
    expect(unknown).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
    expect(unknown.body.error.message).toMatch(/'opnai'; known are ollama, openai, .*gemini/);
    expect(await replica.post('/v1/providers/opnai/reports', { outcome: 'failed' })).toMatchObject({
      status: 404,
    });

    const force = await replica.post('/v1/providers/openai/force', { duration_seconds: -1, for: '5m' });
    expect(force.status).toBe(400);
    expect(force.body.error.problems).toHaveLength(2);
    const report = await replica.post('/v1/providers/openai/reports', { error: 7 });
    expect(report.status).toBe(400);
    expect(report.body.error.problems).toEqual([
      expect.stringMatching(/^outcome: /),
      expect.stringMatching(/^error: /),
    ]);
    const gemini = await replica.post('/v1/providers/gemini/force');
    expect(gemini).toMatchObject({
      status: 409,
      body: { error: { code: 'conflict', message: 'gemini cannot be called: GEMINI_API_KEY is not set' } },
    });
    expect(log.on('control').map(({ raw }) => raw)).not.toContainEqual(expect.stringContaining('opnai'));
  });

  it('is not harmed by what others write on the topic', async () => {
    const replica = await health.start();
    await health.control('x', '{ not json');
    await health.control('x', '{"type":"of another release"}');
    await health.control('x', null);
    await replica.post('/v1/providers/openai/force', { duration_seconds: 600 });
    await status(replica, { preferred: 'openai' });
    expect(replica.lines.filter(({ msg }) => msg?.includes('passed over'))).toHaveLength(2);
    await replica.delete('/v1/preferences');
    await status(replica, { preferred: 'ollama' });
  });
});

describe("an organization's own key that is refused", () => {
  it('is no incident of the provider, and the provider stays available', async () => {
    const replica = await health.start();
    const own = { model: 'own-key', credential: 'ACME_OPENAI_KEY' } as const;
    await health.attempts(
      ...(['auth', 'quota', 'rate_limit'] as const).map((failed) => attempt({ ...own, failed })),
      attempt({ model: 'own-key' }),
    );
    await log.until(() => states('openai/own-key').length > 0);
    expect(health.healthOf('openai/own-key')).toMatchObject([{ state: 'healthy', failures: 0 }]);
    await health.attempts(attempt({ model: 'own-key', failed: 'quota' }));
    await log.until(() => health.alerts('ProviderQuotaExhausted').length > 0);
    expect((await replica.get('/v1/alerts')).body.alerts).toMatchObject([
      { labels: { alertname: 'ProviderQuotaExhausted', model: 'own-key' } },
    ]);
  });
});
