import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  startSimulatedProvider,
  type SimulatedProvider,
} from '../../../../deploy/local/simulated-provider.js';
import { chatCall, completionOf, embeddingsCall } from '../provider-call.fixture.js';
import { createProviders, type ProviderRegistry } from '../provider-registry.js';
import { jsonAnswer, startScriptedProvider, type ScriptedProvider } from '../scripted-provider.fixture.js';

let ollama: ScriptedProvider;

beforeAll(async () => {
  ollama = await startScriptedProvider('ollama', null);
});
afterAll(() => ollama.stop());

const ask = async (body: object, model = 'llama3.2') => {
  ollama.play({ kind: 'answer' });
  const { warnings } = completionOf(await ollama.providers.call(chatCall(model, body)));
  return { warnings, sent: ollama.server.calls.at(-1)!.body };
};

describe('B9 D8 a parameter that Ollama has no words for', () => {
  it.each<[parameter: string, value: unknown]>([
    ['n', 2],
    ['logit_bias', { 5: 1 }],
    ['tool_choice', 'required'],
    ['tool_choice', { type: 'function', function: { name: 'f' } }],
    ['parallel_tool_calls', false],
    ['reasoning_effort', 'xhigh'],
    ['verbosity', 'low'],
    ['modalities', ['text', 'audio']],
    ['constructor', 1],
  ])('is left out with a warning: %s %j', async (parameter, value) => {
    expect((await ask({ [parameter]: value })).warnings).toEqual([
      `Ollama does not take ${parameter}: left out`,
    ]);
  });

  it('is left out without one where no answer depends on it', async () => {
    const bookkeeping = {
      user: 'ada',
      safety_identifier: 'a',
      metadata: { a: 'b' },
      store: true,
      prompt_cache_key: 'k',
      service_tier: 'flex',
    };
    const byDefault = {
      n: 1,
      tool_choice: 'auto',
      parallel_tool_calls: true,
      response_format: { type: 'text' },
      stream_options: { include_usage: true },
      logit_bias: null,
    };
    expect((await ask({ ...bookkeeping, ...byDefault })).warnings).toEqual([]);
  });

  it('is one of an embedding', async () => {
    ollama.play(jsonAnswer(200, { model: 'nomic', embeddings: [[1]] }));
    const warningsOf = async (parameters: object) => {
      const call = embeddingsCall('nomic', { input: 'a', user: 'ada', ...parameters });
      return completionOf(await ollama.providers.call(call)).warnings;
    };
    expect(await warningsOf({ encoding_format: 'float', dimensions: 1 })).toEqual([]);
    expect(await warningsOf({ encoding_format: 'base64' })).toEqual([]);
    expect(await warningsOf({ encoding_format: 'int8', input_type: 'query' })).toEqual([
      'Ollama does not take encoding_format: left out',
      'Ollama does not take input_type: left out',
    ]);
  });
});

describe('B9 D8 a parameter that Ollama has other words for', () => {
  it.each([
    ['none', false],
    ['low', 'low'],
    ['high', 'high'],
  ])('is translated: reasoning_effort %s', async (effort, think) => {
    const { warnings, sent } = await ask({ reasoning_effort: effort });
    expect(warnings).toEqual([]);
    expect(sent['think']).toBe(think);
  });

  it('is translated, and its answer back: logprobs', async () => {
    const top = [{ token: 'é', logprob: -0.1 }];
    ollama.play(
      jsonAnswer(200, {
        model: 'llama3.2',
        message: { role: 'assistant', content: 'é' },
        done: true,
        done_reason: 'stop',
        logprobs: [{ token: 'é', logprob: -0.1, top_logprobs: top }],
      }),
    );
    const call = chatCall('llama3.2', { logprobs: true, top_logprobs: 1, top_k: 5, min_p: 0.1 });
    const { body, warnings } = completionOf(await ollama.providers.call(call));
    const token = { token: 'é', logprob: -0.1, bytes: [0xc3, 0xa9] };
    expect(body['choices']).toMatchObject([
      { logprobs: { content: [{ ...token, top_logprobs: [token] }], refusal: null } },
    ]);
    expect(warnings).toEqual([]);
    expect(ollama.server.calls.at(-1)?.body).toMatchObject({
      logprobs: true,
      top_logprobs: 1,
      options: { top_k: 5, min_p: 0.1 },
    });
  });
});

describe('B9 D8 thinking that a model at Ollama cannot be told to do', () => {
  let server: SimulatedProvider;
  let providers: ProviderRegistry;
  let refusal = '';
  beforeAll(async () => {
    server = await startSimulatedProvider({
      respond: ({ body }) => ('think' in body ? jsonAnswer(400, { error: refusal }) : { kind: 'answer' }),
    });
    const baseUrl = server.ollamaUrl;
    providers = createProviders([{ name: 'sim', kind: 'ollama', baseUrl, apiKey: null }]);
  });
  afterAll(async () => {
    await providers.close();
    await server.stop();
  });

  it.each([
    ['llama3.2', '"llama3.2" does not support thinking'],
    ['qwen3', 'think value "low" is not supported for this model'],
  ])('is not asked of %s a second time', async (model, error) => {
    refusal = error;
    for (const requests of [2, 3]) {
      const result = await providers.call(chatCall(model, { reasoning_effort: 'low' }));
      const warning = `${model} does not take reasoning_effort: left out`;
      expect(completionOf(result).warnings).toEqual([warning]);
      expect(server.count(model)).toBe(requests);
    }
  });
});
