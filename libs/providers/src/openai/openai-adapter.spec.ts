import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chatCall, completionOf, embeddingsCall } from '../provider-call.fixture.js';
import { createProviders } from '../provider-registry.js';
import { jsonAnswer, startScriptedProvider, type ScriptedProvider } from '../scripted-provider.fixture.js';

const key = 'sk-test-0123456789';
let openai: ScriptedProvider;

beforeAll(async () => {
  openai = await startScriptedProvider('openai', key);
});
afterAll(() => openai.stop());

const sent = (): Readonly<Record<string, unknown>> | undefined => openai.server.calls.at(-1)?.body;

describe('F5 a Chat Completions request to an OpenAI-compatible server', () => {
  it('is sent verbatim, but for the model and streaming, and is sent once', async () => {
    openai.play({ kind: 'answer', text: 'Hello there' });
    const body = {
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }], name: 'ada' }],
      tools: [{ type: 'function', function: { name: 'f', parameters: {} } }],
      temperature: null,
      max_tokens: 5,
      some_new_field: { nested: [1, null, 'x'] },
    };
    const before = openai.server.count();
    const asked = { ...body, model: 'openai/gpt-4o', stream: true, stream_options: { include_usage: true } };
    const { body: answer } = completionOf(await openai.providers.call(chatCall('gpt-4o', asked)));
    expect(answer['choices']).toMatchObject([{ message: { content: 'Hello there' }, finish_reason: 'stop' }]);
    expect(sent()).toEqual({ ...body, model: 'gpt-4o' });
    expect(openai.server.count()).toBe(before + 1);
    expect(openai.server.calls.at(-1)?.headers).toMatchObject({ authorization: `Bearer ${key}` });
  });

  it('D2 takes temperature and max_tokens from the step', async () => {
    openai.play({ kind: 'answer' });
    const settings = { temperature: 0.1, maxTokens: 7 };
    const send = async (body: object): Promise<unknown> => {
      completionOf(await openai.providers.call(chatCall('gpt-4o', body, { settings })));
      const { temperature, max_tokens, max_completion_tokens } = sent()!;
      return { temperature, max_tokens, max_completion_tokens };
    };
    expect(await send({})).toEqual({ temperature: 0.1, max_tokens: 7 });
    expect(await send({ temperature: 1, max_tokens: 500 })).toEqual({ temperature: 0.1, max_tokens: 7 });
    const newer = { temperature: 0.1, max_completion_tokens: 7 };
    expect(await send({ max_completion_tokens: 500 })).toEqual(newer);
  });

  it('gets the answer as it came, its request id and its usage', async () => {
    const answer = {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: 'gpt-4o-2024-08-06',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 9, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 4 } },
      some_new_field: 1,
    };
    openai.play(jsonAnswer(200, answer, { 'x-request-id': 'req_1' }));
    expect(completionOf(await openai.providers.call(chatCall('gpt-4o')))).toEqual({
      body: answer,
      requestId: 'req_1',
      usage: { input_tokens: 9, output_tokens: 2, cached_input_tokens: 4 },
      timeToFirstTokenMs: null,
      warnings: [],
    });
  });

  it('gets an answer without usage or object all the same', async () => {
    const choices = [{ message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }];
    openai.play(jsonAnswer(200, { choices, usage: { prompt_tokens: -1 } }, { 'content-type': 'text/plain' }));
    const completion = completionOf(await openai.providers.call(chatCall('gpt-4o')));
    expect(completion).toMatchObject({ body: { object: 'chat.completion' }, requestId: null });
    expect(completion.usage).toMatchObject({ estimated: true });
  });
});

describe('F5 an Embeddings request to an OpenAI-compatible server', () => {
  it('is sent verbatim: the SDK would have asked for base64', async () => {
    openai.play({ kind: 'answer' });
    const body = { input: ['a', 'b'], dimensions: 8, user: 'ada' };
    const completion = completionOf(
      await openai.providers.call(embeddingsCall('text-embedding-3-small', body)),
    );
    expect(sent()).toEqual({ ...body, model: 'text-embedding-3-small' });
    expect(completion.body).toMatchObject({ object: 'list', data: [{ index: 0 }, { index: 1 }] });
    expect(completion.usage.input_tokens).toBeGreaterThan(0);
  });
});

describe('what the SDK would take from the environment', () => {
  const names = ['OPENAI_API_KEY', 'OPENAI_ADMIN_KEY', 'OPENAI_ORG_ID', 'OPENAI_PROJECT_ID'];
  const saved = names.map((name) => [name, process.env[name]] as const);
  afterAll(() => {
    for (const [name, value] of saved) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it('B13 is not sent to a server that was given no key', async () => {
    for (const name of names) process.env[name] = 'sk-of-another-provider';
    openai.play({ kind: 'answer' });
    const baseUrl = openai.server.openaiBaseUrl;
    const providers = createProviders([{ name: 'sim', kind: 'openai', baseUrl, apiKey: null }]);
    completionOf(await providers.call(chatCall('gpt-4o')));
    await providers.close();
    expect(JSON.stringify(openai.server.calls.at(-1)?.headers)).not.toContain('sk-of-another-provider');
    expect(openai.server.calls.at(-1)?.headers).not.toHaveProperty('authorization');
  });
});
