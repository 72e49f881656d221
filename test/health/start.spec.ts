import { describe, expect, it } from '@jest/globals';
import { TcpProxy } from '../ledger/tcp-proxy.js';
import { attempt } from './records.js';
import { useHealth } from './use-health.js';

const health = useHealth();
const { log } = health.stack;

describe('a health service without its database', () => {
  it('lives, says what is missing, and goes on when it comes and when it comes back', async () => {
    const proxy = await TcpProxy.to(health.stack.databaseUrl);
    await proxy.close();
    const replica = await health.launch({ databaseUrl: proxy.url });
    expect(await replica.get('/live')).toEqual({ status: 200, body: { status: 'live' } });
    expect(await replica.get('/ready')).toMatchObject({
      status: 503,
      body: { missing: { postgres: 'the database does not answer', kafka: 'the consumer is connecting' } },
    });
    expect(await replica.get('/v1/status')).toMatchObject({
      status: 503,
      body: { error: { code: 'unavailable' } },
    });

    await proxy.open();
    await replica.isReady();
    await proxy.close();
    await replica.isReady(false);
    expect((await replica.get('/ready')).body.missing).toHaveProperty('postgres');
    await health.attempts(attempt({ failed: 'network' }));
    await proxy.open();
    await replica.isReady();
    await log.until(() => health.healthOf('openai/gpt-4o').length > 0);
    expect(health.healthOf('openai/gpt-4o')).toMatchObject([{ state: 'down' }]);
    await replica.stop();
    await proxy.close();
  });
});

describe('a health service that cannot start', () => {
  it('names the mend when its port is taken', async () => {
    const first = await health.start();
    const httpPort = Number(new URL(first.url).port);
    await expect(health.launch({ httpPort })).rejects.toThrow(/is taken: set HEALTH_PORT/);
  });

  it('names every problem of its environment, and ends', async () => {
    const process = await health.stack.launch('health', { DATABASE_URL: 'mysql://h/d', TOPIC_PREFIX: 'a b' });
    expect(await process.exited).toBe(1);
    expect(process.stderr).toMatch(/DATABASE_URL[^]*TOPIC_PREFIX/);
  });
});

describe('a health service that is told to end', () => {
  it('finishes and exits with 0', async () => {
    const process = await health.stack.start('health', {});
    expect(await process.stop()).toBe(0);
  });
});
