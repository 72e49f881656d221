import { describe, expect, it } from '@jest/globals';
import type { Behaviour } from '../../deploy/local/simulated-provider.js';
import { azure, openrouter } from './provider-failures.js';
import { useExample, type Ended } from './use-example.js';

const example = useExample('error-triggered', {
  providers: ['openai', 'azure', 'openrouter', 'europe'],
  // The address that requests may name has to be one that is here.
  edit: (yaml, servers) => yaml.replaceAll('https://eu.api.openai.com/v1', servers.addressOf('europe')),
});
const { servers, ask } = example;

/** What was tried, and what became of it. */
const walkOf = ({ routing }: Ended): string[] =>
  routing.attempts.map(({ provider, model, error }) => `${provider}/${model}: ${error?.class ?? 'ok'}`);

/** As the config names it; what its server is called for is the deployment. */
const atAzure = 'azure/gpt-4o|2024-10-21';
const deployment = 'azure/gpt-4o';
const atOpenRouter = 'openrouter/openai/gpt-4o';
const another = 'openrouter/anthropic/claude-3.5-sonnet';
const tooFast: Behaviour = { kind: 'rate-limited' };

describe('error-triggered.yaml', () => {
  it.each<[string, Behaviour, string[]]>([
    ['RateLimit', tooFast, ['rate_limit']],
    ['ProviderQuotaExceeded', { kind: 'quota' }, ['quota']],
    ['Auth', { kind: 'auth' }, ['auth']],
    ['ProviderUnavailable', { kind: 'unavailable' }, ['unavailable', 'unavailable']],
    ['Network', { kind: 'reset', when: 'before-headers' }, ['network', 'network']],
  ])('D2 D3 D4 D8 goes to the same model elsewhere after %s', async (_, failure, classes) => {
    servers.does('openai', failure);
    expect(walkOf(await ask())).toEqual([
      ...classes.map((name) => `openai/gpt-4o: ${name}`),
      `${atAzure}: ok`,
    ]);
    expect(servers.called().at(-1)).toBe(deployment);
    expect(servers.received.at(-1)!.call).toMatchObject({
      path: '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21',
      headers: { 'api-key': 'sk-test-of-azure' },
    });
  });

  it('D2 D3 goes to the same model elsewhere after Timeout', async () => {
    servers.does('openai', { kind: 'hang' });
    const answer = await ask({}, { routing: { timeout_ms: 1000 } });
    expect(walkOf(answer)).toEqual(['openai/gpt-4o: timeout', 'openai/gpt-4o: timeout', `${atAzure}: ok`]);
    expect(await servers.received[0]!.call.ended).toBe('aborted');
  });

  it('D2 D3 goes to the same model elsewhere when nobody listens', async () => {
    await servers.goesDown('openai');
    expect(walkOf(await ask())).toEqual([
      'openai/gpt-4o: network',
      'openai/gpt-4o: network',
      `${atAzure}: ok`,
    ]);
  });

  it.each<[string, Behaviour, string]>([
    ['RateLimit', azure.tooFast, atOpenRouter],
    ['Auth', azure.badKey, atOpenRouter],
    ['a missing deployment, which is no reason to ask elsewhere for it,', azure.noDeployment, another],
  ])('D2 D3 D4 goes on from Azure after %s', async (_, failure, next) => {
    servers.does('openai', { 'gpt-4o': tooFast });
    servers.does('azure', failure);
    await ask();
    expect(servers.called()).toEqual(['openai/gpt-4o', deployment, next]);
  });

  it.each(['model-not-found', 'content-filter', 'bad-request'] as const)(
    'D2 passes over what does not catch %s, up to the step that catches All',
    async (kind) => {
      servers.does('openai', { kind });
      await ask();
      expect(servers.called()).toEqual(['openai/gpt-4o', another]);
      expect(servers.received[1]!.call.body).toMatchObject({ max_tokens: 2000 });
    },
  );

  it.each<[string, Behaviour, string[]]>([
    ['RateLimit', openrouter.tooFast, [atOpenRouter, atOpenRouter, 'openai/gpt-4o-mini']],
    ['ProviderQuotaExceeded', openrouter.noCredits, [atOpenRouter, another]],
    ['Auth', openrouter.badKey, [atOpenRouter, another]],
    ['ProviderUnavailable', openrouter.providerDown, [atOpenRouter, atOpenRouter, another]],
  ])('D2 looks at the latest failure, here %s, not at the first', async (_, failure, after) => {
    servers.does('openai', { 'gpt-4o': tooFast });
    servers.does('azure', azure.tooFast);
    servers.does('openrouter', { 'openai/gpt-4o': failure });
    const { routing } = await ask();
    expect(servers.called()).toEqual(['openai/gpt-4o', deployment, ...after]);
    expect(`${routing.provider}/${routing.model}`).toBe(after.at(-1));
  });

  it('D2 sends the settings of the step that is entered, over those of the request', async () => {
    servers.does('openai', { 'gpt-4o': tooFast });
    servers.does('azure', azure.tooFast);
    servers.does('openrouter', { 'openai/gpt-4o': tooFast });
    await ask({ temperature: 0.9, max_tokens: 50 });
    expect(servers.received.map(({ call }) => call.body)).toMatchObject([
      { model: 'gpt-4o', temperature: 0.9, max_tokens: 50 },
      { model: 'gpt-4o', temperature: 0.9, max_tokens: 50 },
      { model: 'openai/gpt-4o', temperature: 0.9, max_tokens: 50 },
      { model: 'gpt-4o-mini', temperature: 0.3, max_tokens: 1000 },
    ]);
  });

  it('D5 falls back alike when a stream is asked for', async () => {
    servers.does('openai', { 'gpt-4o': tooFast });
    servers.does('azure', azure.badKey);
    servers.does('openrouter', { 'openai/gpt-4o': openrouter.noCredits });
    const answer = await ask({ stream: true });
    expect(servers.called()).toEqual(['openai/gpt-4o', deployment, atOpenRouter, another]);
    expect(answer.response.body).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant' }, finish_reason: 'stop' }],
    });
  });

  it('D6 D7 keeps the context of every failure when all fail, and logs each switch', async () => {
    servers.does('openai', tooFast);
    servers.does('azure', azure.tooFast);
    servers.does('openrouter', {
      'openai/gpt-4o': tooFast,
      'anthropic/claude-3.5-sonnet': openrouter.noCredits,
    });
    const { custom_id: id, error } = await ask();
    const limited = { class: 'rate_limit', type: 'RateLimitError', status: 429, retry_after_ms: 20_000 };
    const last = {
      provider: 'openrouter',
      model: 'anthropic/claude-3.5-sonnet',
      class: 'quota',
      type: 'APIError',
      status: 402,
      code: '402',
      message: expect.stringMatching(/^Insufficient credits/),
    };
    expect(error).toMatchObject({
      code: 'all_providers_failed',
      attempted_providers: ['openai', 'azure', 'openrouter'],
      last_error: last,
      errors: [
        {
          provider: 'openai',
          model: 'gpt-4o',
          message: expect.stringMatching(/^Rate limit reached for gpt-4o /),
          ...limited,
        },
        { provider: 'azure', model: 'gpt-4o|2024-10-21', ...limited },
        { provider: 'openrouter', model: 'openai/gpt-4o', ...limited },
        { provider: 'openai', model: 'gpt-4o-mini', ...limited },
        last,
      ],
    });

    await example.line(example.router, { event: 'all_providers_failed', custom_id: id });
    const told = example.router.lines.filter(({ custom_id }) => custom_id === id);
    const switches = told.filter(({ event }) => event === 'fallback_tried');
    expect(
      switches.map(({ from, provider, model, error_class }) => [
        from,
        error_class,
        `${String(provider)}/${String(model)}`,
      ]),
    ).toEqual([
      ['openai/gpt-4o', 'rate_limit', atAzure],
      [atAzure, 'rate_limit', atOpenRouter],
      [atOpenRouter, 'rate_limit', 'openai/gpt-4o-mini'],
      ['openai/gpt-4o-mini', 'rate_limit', another],
    ]);
    expect(told.filter(({ event }) => event === 'provider_chosen')).toHaveLength(5);
    expect(told.at(-1)).toMatchObject({ level: 'error', error_class: 'quota', error_type: 'APIError' });
  });

  it('D8 matches the model that is asked for at every provider that has it, and keeps away from limits', async () => {
    servers.does('openai', tooFast);
    const first = await ask({ model: 'gpt-4o' });
    expect(servers.called()).toEqual(['openai/gpt-4o', deployment]);
    expect(first.routing).toMatchObject({
      requested_model: 'gpt-4o',
      provider: 'azure',
      fallback_used: true,
    });
    servers.received.length = 0;
    servers.does('azure', azure.tooFast);
    await ask({ model: 'gpt-4o' });
    expect(servers.called()).toEqual([deployment, atOpenRouter]);
  });
});

describe('a fallback of the request itself, under error-triggered.yaml', () => {
  const own = (fallback: object) => ask({ model: 'openai/gpt-4o' }, { routing: { fallback } });
  const entry = { provider: 'openrouter', model_name: 'openai/gpt-4o' };

  it('D1 D2 is the whole list: it goes to what catches the failure, with its settings', async () => {
    servers.does('openai', tooFast);
    await own({
      enabled: true,
      providers: [{ ...entry, catch_errors: ['RateLimit'], max_tokens: 500, temperature: 0.1 }],
    });
    expect(servers.called()).toEqual(['openai/gpt-4o', atOpenRouter]);
    expect(servers.received[1]!.call.body).toMatchObject({ max_tokens: 500, temperature: 0.1 });
  });

  it('D2 D4 goes to Azure in the version that it names', async () => {
    servers.does('openai', { kind: 'auth' });
    await own({ enabled: true, providers: [{ provider: 'azure', model_name: 'gpt-4o|2024-06-01' }] });
    expect(servers.called()).toEqual(['openai/gpt-4o', deployment]);
    expect(servers.received[1]!.call.path).toContain('?api-version=2024-06-01');
  });

  it('D1 D2 D6 ends with the failure that nothing of it catches', async () => {
    servers.does('openai', { kind: 'auth' });
    const { error } = await own({ enabled: true, providers: [{ ...entry, catch_errors: ['RateLimit'] }] });
    expect(servers.called()).toEqual(['openai/gpt-4o']);
    expect(error).toMatchObject({ attempted_providers: ['openai'], last_error: { class: 'auth' } });
  });

  it('D1 may be none', async () => {
    servers.does('openai', { kind: 'auth' });
    await own({ enabled: false, providers: [entry] });
    expect(servers.called()).toEqual(['openai/gpt-4o']);
  });

  it('D1 says how often each provider is tried again', async () => {
    servers.does('openai', { kind: 'unavailable' });
    await own({ enabled: true, max_retries_per_provider: 2, providers: [entry] });
    expect(servers.called()).toEqual(['openai/gpt-4o', 'openai/gpt-4o', 'openai/gpt-4o', atOpenRouter]);
  });

  const inEurope = () => ({
    provider: 'openai',
    model_name: 'gpt-4o',
    base_url: servers.addressOf('europe'),
  });

  it('D2 may name an address that the config allows, which gets the key of its provider', async () => {
    servers.does('openai', { kind: 'unavailable' });
    const { routing } = await own({ enabled: true, max_retries_per_provider: 0, providers: [inEurope()] });
    expect(servers.called()).toEqual(['openai/gpt-4o', 'europe/gpt-4o']);
    expect(servers.received[1]!.call.headers.authorization).toBe('Bearer sk-test-of-openai');
    expect(routing).toMatchObject({ provider: 'openai', model: 'gpt-4o' });
  });

  it('D2 may not name any other address: nobody is called', async () => {
    const elsewhere = { ...inEurope(), base_url: servers.addressOf('openrouter') };
    const { error } = await own({ enabled: true, providers: [elsewhere] });
    expect(error.code).toBe('invalid_request');
    expect(error.message).toContain(
      `base_url ${elsewhere.base_url} is not allowed for openai: add it to the provider's allowed_base_urls`,
    );
    expect(servers.called()).toEqual([]);
  });
});
