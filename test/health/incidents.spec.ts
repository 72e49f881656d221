import { describe, expect, it } from '@jest/globals';
import { Alert } from '#contracts';
import { allIsTold } from './all-is-told.js';
import { attempt } from './records.js';
import { useHealth, type TestHealth } from './use-health.js';

const health = useHealth();
const { log } = health.stack;

const models = ['gpt-4o', 'gpt-4o-mini', 'o3'];

const failing = (provider: string, count: number): Promise<void> =>
  health.attempts(
    ...Array.from({ length: count }, (_, index) =>
      attempt({ provider, model: models[index % models.length]!, failed: 'unavailable' }),
    ),
  );

const recovering = (provider: string): Promise<void> =>
  health.attempts(...models.flatMap((model) => [1, 2, 3].map(() => attempt({ provider, model }))));

const told = (provider: string): Alert[] =>
  health.alerts('ProviderDown').filter(({ labels }) => labels.provider === provider);

const statuses = (provider: string): string[] => told(provider).map(({ status }) => status);

/** Every notice goes through one outbox and one partition: once this later one is there, no earlier one can still come. */
async function nothingElseComes(replica: TestHealth): Promise<void> {
  const { length } = replica.alerts('ProviderAuthFailed');
  await replica.attempts(attempt({ provider: 'ollama', model: `marker-${length}`, failed: 'auth' }));
  await log.until(() => replica.alerts('ProviderAuthFailed').length > length);
  await replica.attempts(...[1, 2, 3].map(() => attempt({ provider: 'ollama', model: `marker-${length}` })));
  await log.until(() => replica.alerts('ProviderAuthFailed').length > length + 1);
}

describe('a provider that fails', () => {
  it('G5 is one incident over 50 attempts of three models, two replicas and a restart in the middle', async () => {
    const first = await health.start();
    await health.start();
    await failing('openai', 25);
    await log.until(() => told('openai').length > 0);
    await first.stop();
    const third = await health.start();
    await failing('openai', 25);
    await nothingElseComes(health);
    expect(statuses('openai')).toEqual(['firing']);
    const { body } = await third.get('/v1/alerts');
    expect(body.alerts).toHaveLength(1);

    await recovering('openai');
    await log.until(() => told('openai').length > 1);
    await recovering('openai');
    await nothingElseComes(health);
    expect(statuses('openai')).toEqual(['firing', 'resolved']);
    expect((await third.get('/v1/alerts')).body).toEqual({ alerts: [] });

    const [fired, resolved] = told('openai').map((alert) => Alert.parse(alert));
    expect(resolved).toEqual({ ...fired, status: 'resolved', endsAt: expect.any(String) });
    const [record] = log.on('alerts').filter(({ value }) => value.fingerprint === fired!.fingerprint);
    expect(record).toMatchObject({
      key: fired!.fingerprint,
      headers: { ce_type: 'understudy.llm.alert.v1', ce_source: '/understudy/health' },
    });
  });

  it('G5 again, later, is another incident with the same fingerprint', async () => {
    await health.start();
    await failing('openai', 3);
    await log.until(() => told('openai').length > 2);
    await recovering('openai');
    await log.until(() => told('openai').length > 3);
    expect(statuses('openai')).toEqual(['firing', 'resolved', 'firing', 'resolved']);
    expect(new Set(told('openai').map(({ fingerprint }) => fingerprint)).size).toBe(1);
  });

  it('G5 is told once though the process is killed when it has spoken', async () => {
    const env = { OPENAI_API_KEY: 'sk-test-not-a-real-key', OLLAMA_URL: 'http://127.0.0.1:1' };
    const killed = await health.stack.start('health', env);
    await health.attempts(attempt({ provider: 'ollama', model: 'llama3', failed: 'network' }));
    await allIsTold(health.stack.databaseUrl);
    killed.kill('SIGKILL');
    await killed.exited;
    await health.start();
    await health.attempts(attempt({ provider: 'ollama', model: 'llama3', failed: 'network' }));
    await health.attempts(...[1, 2, 3].map(() => attempt({ provider: 'ollama', model: 'llama3' })));
    await log.until(() => told('ollama').length > 1);
    await nothingElseComes(health);
    expect(statuses('ollama')).toEqual(['firing', 'resolved']);
  });

  it('F2 by its quota is a critical incident at once', async () => {
    await health.start();
    await health.attempts(attempt({ provider: 'openai', model: 'spent', failed: 'quota' }));
    await log.until(() => health.alerts('ProviderQuotaExhausted').length > 0);
    expect(health.alerts('ProviderQuotaExhausted')[0]).toMatchObject({
      status: 'firing',
      labels: { severity: 'critical', provider: 'openai', model: 'spent', error_class: 'quota' },
    });
  });
});
