import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../../deploy/local/free-port.js';
import { startKafka } from '../../deploy/local/kafka.js';
import { TcpProxy } from '../ledger/tcp-proxy.js';
import type { AppProcess } from './app-process.js';
import { LogClient } from './log-client.js';
import { bothProviders, useStack } from './use-stack.js';

const stack = useStack();

const line = (id: string) => ({
  custom_id: id,
  method: 'POST',
  url: '/v1/chat/completions',
  body: { messages: [{ role: 'user', content: id }] },
});

const told = (router: AppProcess, pattern: RegExp): boolean =>
  router.lines.some(({ msg }) => pattern.test(msg ?? ''));

describe('a router without its database', () => {
  it('waits for one that is not there at start, and calls nothing while it is away in the middle', async () => {
    const { log } = stack;
    const provider = await stack.startProvider();
    const proxy = await TcpProxy.to(stack.databaseUrl);
    await proxy.close();
    const router = await stack.launch('router', { ...bothProviders(provider), DATABASE_URL: proxy.url });
    await router.isReady(false);
    await log.ask(line('before'));
    await proxy.open();
    await router.isReady();
    expect((await log.endOf('before')).topic).toBe('responses');
    expect(told(router, /Postgres cannot be reached/)).toBe(true);

    await proxy.close();
    const calls = provider.count();
    await log.ask(...Array.from({ length: 20 }, (_, index) => line(`during-${index}`)));
    await router.isReady(false);
    expect(provider.count()).toBe(calls);
    await proxy.open();
    await log.until(() =>
      Array.from({ length: 20 }, (_, index) => log.endsOf(`during-${index}`)).every(
        (ends) => ends.length === 1,
      ),
    );
    await router.isReady();
    expect(provider.count()).toBe(calls + 20);
    await router.stop();
    await proxy.close();
  }, 300_000);
});

describe('a router without its Kafka', () => {
  /** Each try has its own: what one leaves behind is not the next one's. */
  const dataDirs: string[] = [];
  const newDataDir = async (): Promise<string> => {
    const directory = await mkdtemp(join(tmpdir(), 'understudy-outage-'));
    dataDirs.push(directory);
    await chmod(directory, 0o711);
    return directory;
  };
  afterAll(() => Promise.all(dataDirs.map((directory) => rm(directory, { recursive: true, force: true }))));

  it('waits for one that is not there at start, and goes on after it was away in the middle', async () => {
    const [port, dataDir] = [await freePort(), await newDataDir()];
    const [early, late, ...ids] = Array.from({ length: 52 }, () => randomUUID());
    const provider = await stack.startProvider({ respond: () => ({ kind: 'answer', afterMs: 300 }) });
    const env = { ...bothProviders(provider), KAFKA_BROKERS: `127.0.0.1:${port}` };
    const router = await stack.launch('router', env);
    await router.isReady(false);

    const first = await startKafka({ dataDir, port });
    const log = new LogClient(first.brokers, stack.log.prefix);
    try {
      await router.isReady();
      await log.open();
      await log.ask(line(early!));
      expect((await log.endOf(early!)).topic).toBe('responses');
      expect(told(router, /cannot be reached/)).toBe(true);

      await log.ask(...ids.map(line));
      while (provider.count() < 51) await new Promise((resolve) => setTimeout(resolve, 10));
      await first.stop();
      await router.isReady(false);

      const second = await startKafka({ dataDir, port });
      try {
        await router.isReady();
        await log.ask(line(late!));
        await log.until(() => [...ids, late!].every((id) => log.endsOf(id).length > 0));
        for (const id of ids) expect(new Set(log.endsOf(id).map(({ value }) => value.id)).size).toBe(1);
        expect(provider.count()).toBe(52);
        await router.stop();
      } finally {
        await log.close();
        await second.stop();
      }
    } finally {
      await first.stop();
    }
  }, 150_000);
});
