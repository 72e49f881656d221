import { describe, expect, it } from '@jest/globals';
import { together } from './provider-failures.js';
import { useExample } from './use-example.js';

const example = useExample('long-chain', { providers: ['openai', 'gemini', 'together'], health: true });
const { servers, log, ask } = example;

const seven = [
  'openai/gpt-4o',
  'gemini/gemini-1.5-pro',
  'together/Qwen/Qwen2.5-72B-Instruct-Turbo',
  'openai/gpt-4o-mini',
  'gemini/gemini-1.5-flash',
  'together/meta-llama/Meta-Llama-3.1-70B-Instruct-Turbo',
  'together/Qwen/Qwen2.5-7B-Instruct-Turbo',
];

const everybodyIsOverloaded = (): void => {
  servers.does('openai', { kind: 'unavailable' });
  servers.does('gemini', { kind: 'unavailable' });
  servers.does('together', together.unavailable);
};

describe('long-chain.yaml', () => {
  it('E1 E5 E6 E7 E8 walks the seven steps in their order, hands over to a person, and alerts', async () => {
    everybodyIsOverloaded();
    const failure = await ask({}, { org: 'acme', user: 'ada@acme.example' });
    const id: string = failure.custom_id;

    // The last one is worth a second and a third try: there is nobody left to go to.
    expect(servers.called()).toEqual([...seven, seven[6], seven[6]]);
    expect(failure.routing.fallback_chain_used).toEqual(seven);
    expect(failure.error).toMatchObject({
      code: 'all_providers_failed',
      customer_message: 'We are sorry: we cannot answer right now. A person will take over.',
      handoff: true,
      attempted_providers: ['openai', 'gemini', 'together'],
      last_error: { class: 'unavailable', provider: 'together', message: expect.stringMatching(/not ready/) },
    });

    await example.line(example.router, { event: 'all_providers_failed', custom_id: id });
    const tried = example.router.lines.filter(
      ({ event, custom_id, attempt }) => event === 'provider_chosen' && custom_id === id && attempt === 1,
    );
    expect(tried.map(({ msg }) => msg)).toEqual(
      seven.map((step, index) => {
        const [provider, ...model] = step.split('/');
        return `Attempt ${index + 1}/7: provider=${provider}, model=${model.join('/')}`;
      }),
    );
    await example.line(example.router, {
      msg: 'Provider openai marked unhealthy: failure_rate=100.00%, cooldown 300 s (openai/gpt-4o)',
    });
    await example.line(example.health, {
      msg: 'Provider openai marked unhealthy: failure_rate=100.00%',
      model: 'gpt-4o',
    });

    const alerts = () =>
      log.on('alerts').filter(({ value }) => value?.labels.alertname === 'AllProvidersFailed');
    await log.until(() => alerts().length > 0);
    expect(alerts()[0]!.value).toMatchObject({
      status: 'firing',
      labels: { org: 'acme', severity: 'critical' },
      annotations: {
        summary: 'All providers failed for organization acme',
        description: expect.stringContaining('openai/gpt-4o (unavailable), gemini/gemini-1.5-pro'),
      },
    });
  });

  it('E2 tells a key without quota from a rate limit, goes on at once from both, and leaves the key alone', async () => {
    servers.does('openai', { kind: 'quota' });
    servers.does('gemini', { 'gemini-1.5-pro': { kind: 'rate-limited' } });
    const answer = await ask();
    expect(servers.called()).toEqual(seven.slice(0, 3));
    expect(answer.routing.attempts).toMatchObject([
      { provider: 'openai', error: { class: 'quota', status: 429, code: 'insufficient_quota' } },
      { provider: 'gemini', error: { class: 'rate_limit', status: 429 } },
      { provider: 'together', outcome: 'succeeded' },
    ]);
    const recorded = await example.attemptsOf(answer.custom_id, 3);
    expect(recorded.map(({ error }) => error?.class)).toEqual(['quota', 'rate_limit', undefined]);

    // A rate limit is one model's; a quota is the key's, so that no model there is worth a call.
    servers.received.length = 0;
    servers.does('together', together.unavailable);
    await ask();
    expect(servers.called()).toEqual([seven[2], 'gemini/gemini-1.5-flash']);
  });

  it('E3 knows the models by their other names', async () => {
    const pro = await ask({ model: 'gemini-1.5-pro-latest' });
    const flash = await ask({ model: 'gemini-1.5-flash-latest' });
    const own = await ask({ model: 'gpt-4o-latest' });
    expect(servers.called()).toEqual(['gemini/gemini-1.5-pro', 'gemini/gemini-1.5-flash', 'openai/gpt-4o']);
    expect([pro, flash, own].map(({ routing }) => [routing.requested_model, routing.fallback_used])).toEqual([
      ['gemini-1.5-pro-latest', false],
      ['gemini-1.5-flash-latest', false],
      ['gpt-4o-latest', false],
    ]);
  });

  it.each([
    [false, 'generateContent'],
    [true, 'streamGenerateContent?alt=sse'],
  ])('F5 calls Gemini by its own API, and answers as OpenAI does, stream: %s', async (stream, method) => {
    servers.does('gemini', { kind: 'answer', text: 'Your parcel is on its way.' });
    const { response } = await ask({ model: 'gemini-1.5-pro', stream });
    expect(servers.received[0]!.call).toMatchObject({
      path: `/v1beta/models/gemini-1.5-pro:${method}`,
      headers: { 'x-goog-api-key': 'sk-test-of-gemini' },
      body: { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] },
    });
    expect(response.body).toMatchObject({
      object: 'chat.completion',
      choices: [
        { message: { role: 'assistant', content: 'Your parcel is on its way.' }, finish_reason: 'stop' },
      ],
    });
  });

  it('E8 can go by price instead: what every token costs is known', async () => {
    everybodyIsOverloaded();
    await ask({}, { routing: { chain: 'customer-service-cheapest' } });
    expect([...new Set(servers.called())]).toEqual([
      'gemini/gemini-1.5-flash',
      'together/Qwen/Qwen2.5-7B-Instruct-Turbo',
      'openai/gpt-4o-mini',
      'together/meta-llama/Meta-Llama-3.1-70B-Instruct-Turbo',
      'together/Qwen/Qwen2.5-72B-Instruct-Turbo',
      'gemini/gemini-1.5-pro',
      'openai/gpt-4o',
    ]);
  });

  it('E4 passes over a provider without a key, which is no error while another has one', async () => {
    await example.restartRouter({ without: ['TOGETHER_API_KEY'] });
    servers.does('openai', { kind: 'unavailable' });
    servers.does('gemini', { 'gemini-1.5-pro': { kind: 'unavailable' } });
    const { routing } = await ask();
    expect(routing).toMatchObject({ provider: 'gemini', model: 'gemini-1.5-flash' });
    expect(servers.called()).toEqual(seven.filter((step) => !step.startsWith('together/')));
    await example.line(example.router, { msg: 'Attempt 4/4: provider=gemini, model=gemini-1.5-flash' });
    await example.line(example.router, {
      msg: "provider 'together' of the config cannot be used: TOGETHER_API_KEY is not set",
    });
  });
});
