import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Behaviour, SimulatedCall } from '../../deploy/local/simulated-provider.js';
import { requestLine } from './request-line.js';
import { bothProviders, useStack } from './use-stack.js';

const stack = useStack({ requestPartitions: 4 });
const { log } = stack;

/** Requests that only one provider may answer. */
const linesTo = (model: string, org: string, count: number) =>
  Array.from({ length: count }, () =>
    requestLine({ model }, { org, routing: { fallback: { enabled: false } } }),
  );

const sendTo = (partition: number, lines: readonly object[]) =>
  log.send(lines.map((line) => ({ value: JSON.stringify(line), partition })));

const answersTo = (org: string): number =>
  log.on('responses').filter(({ value }) => value.org === org).length;

/** OpenAI takes so many calls in each second and refuses the rest until the next; Ollama takes all. */
function limitedTo(mostInSecond: number) {
  let [second, taken, refused] = [0, 0, 0];
  const respond = ({ format }: SimulatedCall): Behaviour => {
    if (format === 'ollama') return { kind: 'answer' };
    const now = Math.floor(Date.now() / 1_000);
    if (now !== second) [second, taken] = [now, 0];
    taken += 1;
    if (taken <= mostInSecond) return { kind: 'answer', afterMs: 20 };
    refused += 1;
    return { kind: 'rate-limited', retryAfterSeconds: 1 };
  };
  return { respond, refused: () => refused };
}

describe('a router whose provider is limited', () => {
  it('G3 holds requests until the limit lets them through: all are answered, few are refused, others go on', async () => {
    const concurrency = 64;
    const { respond, refused } = limitedTo(20);
    const provider = await stack.startProvider({ respond });
    await stack.start('router', { ...bothProviders(provider), ROUTER_CONCURRENCY: String(concurrency) });
    await sendTo(0, linesTo('openai/sim-fast', 'limited', 300));
    await log.until(() => answersTo('limited') >= 20);

    // All slots that the one may have are held: what is left is the other's.
    await sendTo(1, linesTo('ollama/sim-fast', 'free', 40));
    await log.until(() => answersTo('free') === 40);
    expect(answersTo('limited')).toBeLessThan(200);

    await log.until(() => answersTo('limited') + log.on('failures').length >= 300);
    expect(log.on('failures')).toHaveLength(0);
    // Those under way when the first was refused, and one in a while.
    expect(refused()).toBeLessThan(concurrency + 30);
  });

  it('G1 G3 hands what it holds to the next router when it stops', async () => {
    let isLimited = true;
    const provider = await stack.startProvider({
      respond: () => (isLimited ? { kind: 'rate-limited', retryAfterSeconds: 20 } : { kind: 'answer' }),
    });
    const first = await stack.start('router', bothProviders(provider));
    await sendTo(0, linesTo('openai/sim-fast', 'refused', 1));
    const refused = (): boolean => log.on('attempts').some(({ value }) => value.org === 'refused');
    await log.until(refused);
    await sendTo(0, linesTo('openai/sim-fast', 'held', 10));
    const held = async (): Promise<number> => {
      const metrics = await (await fetch(`${first.url}/metrics`)).text();
      return Number(/^llm_held (\d+)/m.exec(metrics)?.[1] ?? 0);
    };
    while ((await held()) < 10) await new Promise((resolve) => setTimeout(resolve, 20));
    const calls = provider.count();
    expect(await first.stop()).toBe(0);
    expect(provider.count()).toBe(calls);
    expect(
      [...log.on('responses'), ...log.on('failures')].filter(({ value }) => value.org === 'held'),
    ).toEqual([]);
    isLimited = false;
    await stack.start('router', bothProviders(provider));
    await log.until(() => answersTo('held') === 10);
  });

  it("D8 G3 holds requests for the config's own limit, where no other provider can take them", async () => {
    const directory = await mkdtemp(join(tmpdir(), 'understudy-limits-'));
    try {
      const config = join(directory, 'understudy.yaml');
      const entry = '{ kind: ollama, model: sim-fast, limits: { max_in_flight: 5 } }';
      await writeFile(config, `providers:\n  ollama: ${entry}\n`);
      let [running, most] = [0, 0];
      const provider = await stack.startProvider({
        respond: ({ ended }) => {
          most = Math.max(most, (running += 1));
          void ended.then(() => (running -= 1));
          return { kind: 'answer', afterMs: 20 };
        },
      });
      await stack.start('router', { OLLAMA_URL: provider.ollamaUrl, UNDERSTUDY_CONFIG: config });
      await log.ask(...linesTo('ollama/sim-fast', 'bounded', 60));
      await log.until(() => answersTo('bounded') === 60);
      expect(provider.count()).toBe(60);
      expect(most).toBe(5);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('G7 answers another organization in its turns while one floods the router from another partition', async () => {
    const provider = await stack.startProvider({ respond: () => ({ kind: 'answer', afterMs: 100 }) });
    await stack.start('router', { ...bothProviders(provider), ROUTER_CONCURRENCY: '16' });
    await sendTo(0, linesTo('ollama/sim-fast', 'flood', 600));
    await log.until(() => answersTo('flood') > 0);
    await sendTo(1, linesTo('ollama/sim-fast', 'small', 6));
    await log.until(() => answersTo('small') === 6);
    expect(answersTo('flood')).toBeLessThan(300);
    await log.until(() => answersTo('flood') === 600);
  });
});
