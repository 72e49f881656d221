import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { useRouter } from './use-router.js';
import { bothProviders, useStack } from './use-stack.js';

const stack = useStack({ requestPartitions: 2 });
const { log } = stack;

let count = 0;
const line = (body: object = {}, fields: object = {}) => ({
  custom_id: `req-${(count += 1)}`,
  method: 'POST',
  url: '/v1/chat/completions',
  body: { messages: [{ role: 'user', content: 'Hello' }], ...body },
  ...fields,
});

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const validator = (topic: string) =>
  ajv.compile(JSON.parse(readFileSync(`deploy/schemas/${topic}.schema.json`, 'utf8')) as object);

describe('a router', () => {
  const running = useRouter(stack);

  it('F1 B11 answers a line of an OpenAI Batch file through the first provider, in the shape of the contract', async () => {
    const request = line({}, { org: 'acme', metadata: { page: '7' } });
    await log.ask(request);
    const { topic, value, key, headers } = await log.endOf(request.custom_id);
    expect([topic, key]).toEqual(['responses', 'acme']);
    expect(validator('responses')(value)).toBe(true);
    expect(value).toMatchObject({
      custom_id: request.custom_id,
      error: null,
      org: 'acme',
      metadata: { page: '7' },
      response: {
        status_code: 200,
        body: { object: 'chat.completion', choices: [{ finish_reason: 'stop' }] },
      },
      routing: {
        provider: 'ollama',
        model: 'sim-fast',
        fallback_used: false,
        fallback_chain_used: ['ollama/sim-fast'],
      },
    });
    expect(headers).toMatchObject({
      ce_specversion: '1.0',
      ce_id: value.id,
      ce_type: 'understudy.llm.response.v1',
      'content-type': 'application/json',
    });
  });

  it('B1 C5 D5 rescues a request by the next step, says so, and records both attempts', async () => {
    const request = line({ model: 'ollama/sim-down', stream: true });
    await log.ask(request);
    const { topic, value } = await log.endOf(request.custom_id);
    expect(topic).toBe('responses');
    expect(value.routing).toMatchObject({
      provider: 'ollama',
      model: 'sim-fast',
      requested_model: 'ollama/sim-down',
      fallback_used: true,
      fallback_chain_used: ['ollama/sim-down', 'ollama/sim-fast'],
      attempts: [
        { step: 1, outcome: 'failed', error: { class: 'unavailable', status: 503 } },
        { step: 2, outcome: 'succeeded', error: null },
      ],
    });
    const attempts = () =>
      log.on('attempts').filter((record) => record.value.custom_id === request.custom_id);
    await log.until(() => attempts().length === 2);
    expect(attempts().every((record) => validator('attempts')(record.value))).toBe(true);
    expect(attempts().map(({ key, value: { outcome } }) => [key, outcome])).toEqual(
      expect.arrayContaining([
        ['ollama/sim-down', 'failed'],
        ['ollama/sim-fast', 'succeeded'],
      ]),
    );
  });

  it('D6 C4 E7 fails honestly when all fail, with every error, a text for admins and one for customers', async () => {
    const fallback = { providers: [{ provider: 'openai', model_name: 'sim-no-quota' }] };
    const request = line({ model: 'ollama/sim-missing' }, { org: 'acme', routing: { fallback } });
    await log.ask(request);
    const { topic, value } = await log.endOf(request.custom_id);
    expect(topic).toBe('failures');
    expect(validator('failures')(value)).toBe(true);
    expect(value).toMatchObject({
      response: null,
      error: {
        code: 'all_providers_failed',
        handoff: true,
        attempted_providers: ['ollama', 'openai'],
        last_error: { class: 'quota' },
        errors: [
          { provider: 'ollama', class: 'model_not_found', status: 404 },
          { provider: 'openai', class: 'quota', status: 429, code: 'insufficient_quota' },
        ],
      },
    });
    expect(value.error.message).toMatch(
      /^All providers failed for organization 'acme':\n• Model 'sim-missing' at Ollama failed: \[ResponseError\]/,
    );
    expect(value.error.customer_message).not.toMatch(/ollama|openai|quota/);
  });

  it('G1 calls a request that comes twice once, and answers both with the same id and the same bytes', async () => {
    const request = line({ model: 'openai/sim-once' });
    await log.ask(request);
    await log.endOf(request.custom_id);
    await log.ask(request, request);
    await log.until(() => log.endsOf(request.custom_id).length === 3);
    expect(new Set(log.endsOf(request.custom_id).map(({ raw }) => raw)).size).toBe(1);
    expect(running.provider.count('sim-once')).toBe(1);
  });

  it('G1 tells the same custom_id of two organizations apart', async () => {
    const request = line({ model: 'openai/sim-twice' });
    await log.ask({ ...request, org: 'a' }, { ...request, org: 'b' });
    await log.until(() => log.endsOf(request.custom_id).length === 2);
    expect(
      log
        .endsOf(request.custom_id)
        .map(({ value }) => value.org)
        .sort(),
    ).toEqual(['a', 'b']);
    expect(running.provider.count('sim-twice')).toBe(2);
  });

  it('puts what is no request aside, tells its sender if it can, and answers the next one', async () => {
    const after = line();
    const wrongType = { ...line(), body: { messages: 'Hello' }, org: 'acme' };
    const { custom_id: _, ...anonymous } = line();
    const big = line({ messages: [{ role: 'user', content: 'x'.repeat(2 * 1024 * 1024) }] });
    const deep = `{"custom_id": "deep", "body": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const before = log.on('deadLetters').length;
    await log.send([
      { key: 'k', value: 'garbage {', headers: { 'x-mine': 'kept' } },
      { value: null },
      { value: Buffer.from([0xff, 0xfe]) },
      { value: JSON.stringify(anonymous) },
      { value: JSON.stringify(wrongType) },
      { value: JSON.stringify(big) },
      { value: deep },
      { value: JSON.stringify(after) },
    ]);
    expect((await log.endOf(after.custom_id)).topic).toBe('responses');
    for (const { custom_id: id } of [wrongType, big]) {
      const { topic, value } = await log.endOf(id);
      expect([topic, value.error.code]).toEqual(['failures', 'invalid_request']);
      expect(validator('failures')(value)).toBe(true);
    }
    expect((await log.endOf(wrongType.custom_id)).value.error.message).toContain('body.messages');

    await log.until(() => log.on('deadLetters').length - before === 7);
    const garbage = log.on('deadLetters').find(({ raw }) => raw === 'garbage {')!;
    expect(garbage.key).toBe('k');
    expect(garbage.headers).toMatchObject({
      'x-mine': 'kept',
      'kafka_dlt-original-topic': `${log.prefix}requests`,
      'kafka_dlt-original-partition': expect.stringMatching(/^\d+$/),
      'kafka_dlt-original-offset': expect.stringMatching(/^\d+$/),
      'kafka_dlt-original-consumer-group': expect.any(String),
      'kafka_dlt-exception-message': 'the value is not JSON',
    });
  });

  it('B13 keeps keys, prompts and answers out of its log, its metrics and its attempts', async () => {
    const secret = 'a-very-secret-prompt';
    const request = line({ model: 'openai/sim-bad-key', messages: [{ role: 'user', content: secret }] });
    await log.ask(request);
    await log.endOf(request.custom_id);
    const metrics = await (await fetch(`${running.router.url}/metrics`)).text();
    for (const gauge of [
      'longest_running_seconds',
      'event_loop_lag_seconds',
      'unpublished',
      'unpublished_bytes',
    ])
      expect(metrics).toMatch(new RegExp(`^llm_${gauge}(\\{[^}]*\\})? \\d`, 'm'));
    expect(metrics).toContain('gen_ai_client_operation_duration_seconds_bucket');
    const told = [
      JSON.stringify(running.router.lines),
      metrics,
      ...log.on('attempts').map(({ raw }) => raw),
    ].join('\n');
    expect(told).not.toContain(secret);
    expect(told).not.toContain('sk-test-not-a-real-key');
    expect(told).not.toContain('(simulated)');
  });

  // The last of them: it ends the router that they share.
  it('finishes what it has begun when it is told to stop, and exits with 0', async () => {
    const requests = Array.from({ length: 20 }, () => line({ model: 'openai/sim-slow' }));
    await log.ask(...requests);
    await log.until(() => running.provider.count('sim-slow') > 0 || log.on('responses').length === 0);
    while (running.provider.count('sim-slow') < 20) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await running.router.stop()).toBe(0);
    await log.until(() => requests.every(({ custom_id: id }) => log.endsOf(id).length === 1));
    expect(running.provider.count('sim-slow')).toBe(20);
  });
});

describe('a router that cannot start', () => {
  it('names a port that is taken, and ends with 1', async () => {
    const provider = await stack.startProvider();
    const router = await stack.launch('router', {
      ...bothProviders(provider),
      ROUTER_PORT: String(provider.port),
    });
    expect(await router.exited).toBe(1);
    expect(router.stderr).toContain('ROUTER_PORT');
  });

  it('tells all that is wrong with its environment at once', async () => {
    const router = await stack.launch('router', {
      OLLAMA_URL: 'not a url',
      OPENAI_API_KEY: 'k',
      OPENAI_TIMEOUT: 'soon',
    });
    expect(await router.exited).toBe(1);
    expect(router.stderr).toContain('OLLAMA_URL');
    expect(router.stderr).toContain('OPENAI_TIMEOUT');
  });
});
