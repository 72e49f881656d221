import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { requestLine } from './request-line.js';
import { understudy } from './understudy.js';
import { bothProviders, useStack } from './use-stack.js';

const stack = useStack();
const { log, environment } = stack;

/** A config whose default chain has these steps, each tried once. */
async function configOf(name: string, ...providers: readonly string[]): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'understudy-')), name);
  const steps = providers.map((provider) => ({ provider, model: 'sim-fast', retries: 0 }));
  const chains = { tried: { single_endpoint: true, steps } };
  await writeFile(file, JSON.stringify({ chains, default_chain: 'tried' }));
  return file;
}

describe('understudy backtest', () => {
  let alone: string;
  beforeAll(async () => {
    alone = await configOf('alone.yaml', 'ollama');
    const hoursAgo = (hours: number): string => String(Date.now() - hours * 3_600_000);
    const old = [requestLine({}, { custom_id: 'older' }), requestLine({}, { custom_id: 'old' })];
    const [first, second] = old.map((line) => JSON.stringify(line));
    await log.send([
      { key: 'a', value: first!, timestamp: hoursAgo(2) },
      { key: 'a', value: second!, timestamp: hoursAgo(1) },
    ]);
  });

  it('G8 tries another chain against what requests and providers did, and calls nobody', async () => {
    const since = new Date().toISOString();
    const provider = await stack.startProvider({
      respond: ({ format }) => ({ kind: format === 'ollama' ? 'unavailable' : 'answer' }),
    });
    const router = await stack.start('router', { ...bothProviders(provider), UNDERSTUDY_CONFIG: alone });
    const secret = { messages: [{ role: 'user', content: 'a secret question' }] };
    const failing = Array.from({ length: 30 }, () => requestLine(secret));
    const answered = Array.from({ length: 10 }, () => requestLine({ ...secret, model: 'openai/sim-fast' }));
    await log.ask(...failing, ...answered);
    const lines = [...failing, ...answered];
    await Promise.all(lines.map(({ custom_id: id }) => log.endOf(id)));
    const tried = () => new Set(log.on('attempts').map(({ value }) => value.custom_id as string));
    await log.until(() => lines.every(({ custom_id: id }) => tried().has(id)));
    await router.stop();
    const calls = provider.count();

    // No key and no address of a provider: an operator's machine may have none.
    const compared = (config: string, baseline: string, ...words: readonly string[]) =>
      understudy(
        ['backtest', '--config', config, '--baseline', baseline, '--since', since, ...words],
        environment,
      );
    const rescued = await configOf('rescued.yaml', 'openai', 'ollama');
    const { out, err, code } = await compared(rescued, alone);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^40 request\(s\) from 2\S+Z to 2\S+Z$/m);
    expect(out).toMatch(/^ +ACTUAL +NOW +NEW$/m);
    expect(out).toMatch(/^answered +10 \(25\.0 %\) +10 \(25\.0 %\) +40 \(100\.0 %\)$/m);
    expect(out).toMatch(/^all_providers_failed +30 \(75\.0 %\) +30 \(75\.0 %\) +0 \(0\.0 %\)$/m);
    expect(out).toMatch(/^calls in vain +30 \(75\.0 %\) +30 \(75\.0 %\) +0 \(0\.0 %\)$/m);
    expect(out).toMatch(
      /^openai\/sim-fast +10 \(25\.0 %\) +10 \(25\.0 %\) +40 \(100\.0 %\) +\+30 +0 \(0\.0 %\)$/m,
    );
    expect(out).toMatch(/^ollama\/sim-fast +30 \(75\.0 %\) +30 \(75\.0 %\) +0 \(0\.0 %\) +-30 +0$/m);
    expect(out).toMatch(/^- NOW ends 100\.0 % of the requests as they did end/m);
    expect(out).toMatch(
      /^- Calls of NEW end 25\.0 % by what the same request met there, 75\.0 % by a call there/m,
    );
    expect(out).not.toContain('secret');

    const unheardOf = await configOf('unheard-of.yaml', 'together', 'gemini');
    const worse = await compared(
      unheardOf,
      rescued,
      ...['--assume', 'together/sim-fast=fail:unavailable', '--json', '--fail-if-worse'],
    );
    expect([worse.code, worse.err]).toEqual([2, '']);
    expect(JSON.parse(worse.out)).toMatchObject({
      actual: { answered: 10 },
      now: { answered: 40 },
      new: {
        answered: 10,
        unknown: 30,
        unseen: { 'gemini/sim-fast': 30 },
        models: { 'together/sim-fast': expect.anything() },
      },
    });
    expect(provider.count()).toBe(calls);
  });

  it('G8 takes the requests of a time, says what there is instead of none, and what is wrong with a config', async () => {
    const words = ['backtest', '--config', alone];
    const within = await understudy([...words, '--since', '3h', '--until', '90m', '--json'], environment);
    expect(JSON.parse(within.out)).toMatchObject({ actual: { requests: 1 }, new: { requests: 1 } });
    const before = [...words, '--since', '2020-01-01', '--until', '2020-01-02'];
    expect(await understudy(before, environment)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(
        /^understudy: no request was written between 2020-01-01T.*: \S+requests has 0 record\(s\) from before that and \d+ from after it/,
      ),
    });
    const broken = join(await mkdtemp(join(tmpdir(), 'understudy-')), 'broken.yaml');
    await writeFile(broken, 'default_chain: none\nchain: {}\n');
    const { code, err } = await understudy(['backtest', '--config', broken], {
      KAFKA_BROKERS: '127.0.0.1:1',
    });
    expect(code).toBe(1);
    expect(err.match(/^ {2}- \S+broken\.yaml: line /gm)).toHaveLength(2);
  });
});
