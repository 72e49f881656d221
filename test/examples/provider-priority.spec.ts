import { describe, expect, it } from '@jest/globals';
import { useExample, type Example } from './use-example.js';

const stepsOf = (count: number, step: string): string[] => Array.from({ length: count }, () => step);
const [primary, second] = ['ollama/llama3.2', 'openai/gpt-4o-mini'];

/** Asks many times, one after the other, and gives who answered. */
async function askMany({ ask }: Example, count: number): Promise<string[]> {
  const answeredBy: string[] = [];
  while (answeredBy.length < count) {
    const { routing } = await ask();
    answeredBy.push(`${routing.provider}/${routing.model}`);
  }
  return answeredBy;
}

describe('provider-priority.yaml', () => {
  const example = useExample('provider-priority', { providers: ['ollama', 'openai'], health: true });
  const { servers, ask, line } = example;

  const callHealth = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${example.health.url}${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as Record<string, unknown>;
  };
  /** Tells the fleet, and waits until the router has heard it. */
  const order = async (method: string, path: string, body?: object): Promise<void> => {
    await line(example.router, { event: 'control', ...(await callHealth(method, path, body)) });
  };
  /** B8, as soon as it says so. */
  const status = async (wanted: { preferred: string }) => {
    for (;;) {
      const said = await callHealth('GET', '/v1/status');
      if (said.preferred === wanted.preferred) return said;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it('B1 B2 B8 B12 goes to the first provider of the list while that works, and tells the order at start', async () => {
    expect(await askMany(example, 5)).toEqual(stepsOf(5, primary));
    expect(servers.called()).toEqual(stepsOf(5, primary));
    await line(example.router, { msg: `Providers in order of priority: ${primary} → ${second}` });
    expect(await status({ preferred: 'ollama' })).toMatchObject({
      primary: 'ollama',
      fallback: 'openai',
      providers: expect.arrayContaining([
        expect.objectContaining({ provider: 'ollama', healthy: true, configured: true, available: true }),
        expect.objectContaining({ provider: 'openai', healthy: true, configured: true, available: true }),
        expect.objectContaining({ provider: 'gemini', configured: false, available: false }),
      ]),
    });
  });

  it('B2 B3 B8 B12 leaves the first one alone after a failure, and calls it no more while it rests', async () => {
    await askMany(example, 5);
    servers.does('ollama', { kind: 'unavailable' });
    const { custom_id: id } = await ask();
    await line(example.router, { event: 'fallback_succeeded', custom_id: id });
    const told = example.router.lines.filter(({ custom_id }) => custom_id === id);
    expect(told.map(({ event, provider }) => [event, provider])).toEqual([
      ['provider_chosen', 'ollama'],
      ['provider_failed', 'ollama'],
      ['fallback_tried', 'openai'],
      ['provider_chosen', 'openai'],
      ['fallback_succeeded', undefined],
    ]);
    await line(example.router, { event: 'provider_cooldown', subject: primary, cooldown_ms: 300_000 });

    servers.received.length = 0;
    expect(await askMany(example, 25)).toEqual(stepsOf(25, second));
    expect(servers.called()).toEqual(stepsOf(25, second));
    expect(await status({ preferred: 'openai' })).toMatchObject({
      primary: 'ollama',
      providers: expect.arrayContaining([
        expect.objectContaining({ provider: 'ollama', healthy: false, available: false }),
      ]),
    });
  });

  it('B12 says that all failed, and that what was remembered to work is unhealthy', async () => {
    await askMany(example, 1);
    servers.does('ollama', { kind: 'unavailable' });
    servers.does('openai', { kind: 'auth' });
    const { custom_id: id } = await ask();
    await line(example.router, { event: 'all_providers_failed', custom_id: id, level: 'error' });
    await ask();
    await line(example.router, { event: 'cached_provider_unhealthy', provider: 'ollama', chain: 'chat' });
  });

  it('B5 B6 is forced to a provider for the whole fleet, and goes back to its order', async () => {
    await order('POST', '/v1/providers/openai/force', { duration_seconds: 1800 });
    expect(await askMany(example, 2)).toEqual(stepsOf(2, second));
    expect(await status({ preferred: 'openai' })).toMatchObject({ forced: { provider: 'openai' } });
    await order('DELETE', '/v1/preferences');
    expect(await askMany(example, 2)).toEqual(stepsOf(2, primary));
  });

  it('B5 is forced to a provider by a request, for that request', async () => {
    const { routing } = await ask({}, { routing: { force_provider: 'openai' } });
    expect(routing).toMatchObject({ provider: 'openai', fallback_used: false });
    expect(await askMany(example, 1)).toEqual([primary]);
  });

  it('B7 goes by what an operator reports', async () => {
    const report = (outcome: string) =>
      order('POST', '/v1/providers/ollama/reports', { outcome, error: 'timeout', context: 'seen by hand' });
    await report('failed');
    expect(await askMany(example, 2)).toEqual(stepsOf(2, second));
    await report('succeeded');
    expect(await askMany(example, 2)).toEqual(stepsOf(2, primary));
  });

  it('B9 sends what a call sets, whoever it goes to, and keeps its context', async () => {
    const settings = { temperature: 0.25, max_tokens: 77 };
    const { custom_id: id } = await ask(settings, { context: 'spam_filter' });
    await ask(settings, { routing: { force_provider: 'openai' } });
    expect(servers.received.map(({ call }) => call.body)).toMatchObject([
      { options: { temperature: 0.25, num_predict: 77 } },
      settings,
    ]);
    expect(await example.attemptsOf(id, 1)).toMatchObject([{ context: 'spam_filter' }]);
    await line(example.router, { event: 'provider_chosen', context: 'spam_filter', custom_id: id });
  });

  it('B10 moderates and invents names with settings of their own, whoever it goes to', async () => {
    const preset = (name: string, provider: string, params?: object) =>
      ask({}, { routing: { preset: name, preset_params: params, force_provider: provider } });
    await preset('moderation', 'ollama');
    await preset('moderation', 'openai');
    await preset('name_generator', 'ollama', { language: 'german', max_length: 12 });
    await preset('name_generator', 'openai');

    const system = (text: RegExp) => [
      { role: 'system', content: expect.stringMatching(text) },
      { role: 'user' },
    ];
    expect(servers.received.map(({ call }) => call.body)).toMatchObject([
      {
        format: 'json',
        options: { temperature: 0, num_predict: 200 },
        messages: system(/content moderator/),
      },
      {
        response_format: { type: 'json_object' },
        temperature: 0,
        max_tokens: 200,
        messages: system(/content moderator/),
      },
      { options: { temperature: 0.9 }, messages: system(/language: german; at most 12 characters/) },
      { temperature: 0.9, messages: system(/language: english; at most 30 characters/) },
    ]);
  });
});

describe('provider-priority.yaml with a rest that a test can wait for', () => {
  const example = useExample('provider-priority', {
    providers: ['ollama', 'openai'],
    // B3 asks for five minutes, and no test may take so long.
    edit: (yaml) => yaml.replace('cooldown_seconds: 300', 'cooldown_seconds: 1'),
  });
  const { servers } = example;

  it('B4 tries the first one again after its rest, and is back with it when it works', async () => {
    servers.does('ollama', { kind: 'unavailable' });
    expect(await askMany(example, 1)).toEqual([second]);
    servers.does('ollama', { kind: 'answer' });
    let answeredBy: string | undefined = second;
    while (answeredBy === second) [answeredBy] = await askMany(example, 1);
    const calls = servers.called();
    expect(calls.filter((step) => step === primary)).toHaveLength(2);
    expect(calls.at(0)).toBe(primary);
    expect(calls.at(-1)).toBe(primary);
    expect(await askMany(example, 5)).toEqual(stepsOf(5, primary));
    await example.line(example.router, { event: 'provider_recovered', subject: primary });
  });
});
