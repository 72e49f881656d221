import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SimulatedProvider } from '../../deploy/local/simulated-provider.js';
import type { AppProcess } from './app-process.js';
import { requestLine } from './request-line.js';
import { useRouter } from './use-router.js';
import { bothProviders, useStack } from './use-stack.js';

const stack = useStack();
const { log } = stack;

/** Says something to the whole fleet, and waits until this router has heard it. */
async function say(router: AppProcess, key: string, control: Record<string, unknown>): Promise<void> {
  const told = { ...control, context: randomUUID() };
  const heard = (): boolean =>
    router.lines.filter(({ event, type }) => event === 'control' && type === control['type']).length > before;
  const before = router.lines.filter(
    ({ event, type }) => event === 'control' && type === control['type'],
  ).length;
  await log.sendTo('control', [{ key, value: JSON.stringify(told) }]);
  while (!heard()) await new Promise((resolve) => setTimeout(resolve, 20));
}

const ask = async (body: object = {}, fields: object = {}) => {
  const request = requestLine(body, fields);
  await log.ask(request);
  return (await log.endOf(request.custom_id)).value;
};
const chainOf = async (): Promise<string[]> => (await ask()).routing.fallback_chain_used;

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

describe('an operator', () => {
  let provider: SimulatedProvider;
  const start = async (env: Record<string, string> = {}) =>
    stack.start('router', { ...bothProviders(provider), ...env });

  beforeEach(async () => {
    provider = await stack.startProvider();
  });

  it('B5 B6 forces a provider for the whole fleet, and goes back to the configured order', async () => {
    const router = await start();
    expect(await chainOf()).toEqual(['ollama/sim-fast']);
    await say(router, 'force_provider', { type: 'force_provider', provider: 'openai', until: inAnHour() });
    const forced = await ask();
    expect(forced.routing).toMatchObject({ provider: 'openai', fallback_used: false });

    await router.stop();
    await start();
    expect(await chainOf()).toEqual(['openai/sim-fast']);

    const another = await start();
    await say(another, 'clear_cache', { type: 'clear_cache', at: new Date().toISOString() });
    expect(await chainOf()).toEqual(['ollama/sim-fast']);
  });

  it('B7 reports what a provider does, and requests go by it', async () => {
    const router = await start();
    await say(router, 'report:ollama', {
      type: 'report',
      provider: 'ollama',
      outcome: 'failed',
      error: 'rate_limit',
    });
    expect(await chainOf()).toEqual(['openai/sim-fast']);
    await say(router, 'report:ollama', { type: 'report', provider: 'ollama', outcome: 'succeeded' });
    expect(await chainOf()).toEqual(['ollama/sim-fast']);
  });

  it('B2 B3 B12 has nearly every request of an outage served straight from memory, and reads it in the log', async () => {
    const router = await start({ OLLAMA_MODEL_NAME: 'sim-down' });
    for (let asked = 0; asked < 40; asked += 1) {
      expect((await ask()).routing.provider).toBe('openai');
    }
    expect(provider.count('sim-down')).toBeLessThanOrEqual(2);
    const events = router.lines.map(({ event }) => event);
    expect(events).toEqual(
      expect.arrayContaining([
        'providers_in_order',
        'provider_chosen',
        'provider_failed',
        'provider_cooldown',
        'fallback_tried',
        'fallback_succeeded',
      ]),
    );
    expect(router.lines.find(({ event }) => event === 'provider_cooldown')!.msg).toBe(
      'Provider ollama marked unhealthy: failure_rate=100.00%, cooldown 300 s (ollama/sim-down)',
    );
  });

  it('B1 D7 E6 changes the order with the config file, while requests go on; a broken one is refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'understudy-'));
    const file = join(folder, 'understudy.yaml');
    const chain = (steps: string) => `chains: { mine: { steps: [${steps}] } }\ndefault_chain: mine\n`;
    try {
      await writeFile(file, chain('ollama/sim-down, openai/sim-fast'));
      const router = await start({ UNDERSTUDY_CONFIG: file });
      const said = async (text: RegExp) => {
        while (!router.lines.some(({ msg }) => text.test(msg ?? ''))) {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      await ask();
      await said(/^Attempt 1\/2: provider=ollama, model=sim-down$/);
      await said(/^Fallback: ollama\/sim-down failed \(ResponseError\), trying openai\/sim-fast$/);
      await said(/^Attempt 2\/2: provider=openai, model=sim-fast$/);
      await said(/^Fallback succeeded: openai\/sim-fast answered$/);

      await writeFile(file, chain('openai/sim-slow, ollama/sim-fast'));
      await said(/^Providers in order of priority: openai\/sim-slow → ollama\/sim-fast$/);
      expect(await chainOf()).toEqual(['openai/sim-slow']);

      await writeFile(file, chain('nowhere/at-all'));
      router.kill('SIGHUP');
      await said(/The changed config is refused/);
      expect(await chainOf()).toEqual(['openai/sim-slow']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('a provider that comes back', () => {
  it('B4 is tried by one request at first, however many come at once, and then gets all of them again', async () => {
    let isDown = true;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const provider = await stack.startProvider({
      respond: ({ format }) => {
        if (format === 'openai') return { kind: 'answer' };
        return isDown ? { kind: 'unavailable' } : { kind: 'answer', after: held };
      },
    });
    await stack.start('router', {
      ...bothProviders(provider),
      UNDERSTUDY_CONFIG: 'test/router/short-rest.yaml',
    });
    const calls = () => provider.calls.filter(({ format }) => format === 'ollama').length;
    expect((await ask()).routing.provider).toBe('openai');
    isDown = false;
    await new Promise((resolve) => setTimeout(resolve, 1_100));

    const before = calls();
    const many = Array.from({ length: 50 }, () => requestLine());
    await log.ask(...many);
    const ended = () => many.filter(({ custom_id: id }) => log.endsOf(id).length > 0).length;
    await log.until(() => ended() === 49);
    expect(calls()).toBe(before + 1);
    release();
    await log.until(() => ended() === 50);
    for (let asked = 0; asked < 3; asked += 1) expect((await ask()).routing.provider).toBe('ollama');
  });
});

describe('a request', () => {
  const running = useRouter(stack);

  it('G9 C8 is answered by whoever is faster when it asks for parallel attempts; the slower call is ended and counted', async () => {
    const { routing, custom_id: id } = await ask(
      { model: 'ollama/sim-hang' },
      { routing: { hedge_after_ms: 100 } },
    );
    expect(routing).toMatchObject({ provider: 'ollama', model: 'sim-fast', fallback_used: true });
    expect(routing.attempts).toEqual([
      expect.objectContaining({ model: 'sim-hang', outcome: 'cancelled', hedged: false }),
      expect.objectContaining({ model: 'sim-fast', outcome: 'succeeded', hedged: true }),
    ]);
    expect(await running.provider.calls.find(({ model }) => model === 'sim-hang')!.ended).toBe('aborted');
    const recorded = () => log.on('attempts').filter(({ value }) => value.custom_id === id);
    await log.until(() => recorded().length === 2);
    expect(
      recorded()
        .map(({ value }) => [value.outcome, value.hedged])
        .sort(),
    ).toEqual([
      ['cancelled', false],
      ['succeeded', true],
    ]);
  });

  it('B9 B10 sends the settings of its preset, with its own over them, and its context through logs and attempts', async () => {
    const value = await ask(
      { temperature: 0.25, max_tokens: 77 },
      { context: 'spam_filter', routing: { preset: 'moderation' } },
    );
    const { body } = running.provider.calls.at(-1)!;
    expect(body).toMatchObject({ format: 'json', options: { temperature: 0.25, num_predict: 77 } });
    await log.until(() => log.on('attempts').some((record) => record.value.custom_id === value.custom_id));
    const attempt = log.on('attempts').find((record) => record.value.custom_id === value.custom_id)!;
    expect(attempt.value.context).toBe('spam_filter');
    expect(running.router.lines).toContainEqual(
      expect.objectContaining({
        event: 'provider_chosen',
        context: 'spam_filter',
        custom_id: value.custom_id,
      }),
    );
  });

  it('C8 has its plan explained when it asks for that', async () => {
    const value = await ask({ model: 'sim-fast' }, { routing: { explain: true } });
    expect(value.routing.explain).toMatch(/^Plan for request 'line-\d+' of organization 'default'/);
    expect((await ask()).routing.explain).toBeUndefined();
  });

  it('C6 counts what every attempt costs, failed ones too', async () => {
    const value = await ask({ model: 'openai/gpt-4o' });
    expect(value.routing.cost_usd).toBeGreaterThan(0);
    expect(value.routing.cost_usd).toBe(value.routing.attempts[0].cost_usd);
    const failed = await ask({ model: 'openai/sim-missing' });
    expect(failed.routing.attempts[0]).toMatchObject({ outcome: 'failed', cost_usd: 0 });
  });
});
