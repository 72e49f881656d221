import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chatCall, completionOf, embeddingsCall } from '../provider-call.fixture.js';
import { jsonAnswer, startScriptedProvider, type ScriptedProvider } from '../scripted-provider.fixture.js';

let ollama: ScriptedProvider;

beforeAll(async () => {
  ollama = await startScriptedProvider('ollama', null);
});
afterAll(() => ollama.stop());

const weather = {
  type: 'function',
  function: { name: 'weather', description: 'the weather of a city', parameters: { type: 'object' } },
};

describe('F5 a Chat Completions request to Ollama', () => {
  it('is translated, with tools, results, images and options', async () => {
    ollama.play({ kind: 'answer' });
    const call = chatCall(
      'llama3.2',
      {
        model: 'gpt-4o',
        stream: true,
        messages: [
          { role: 'developer', content: 'Be brief.' },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'Is it this weather' },
              { type: 'image_url', image_url: { url: 'data:image/png;base64,/etc/passwd' } },
              { type: 'text', text: 'in Oslo?' },
            ],
          },
          {
            role: 'assistant',
            content: null,
            tool_calls: [
              { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
              { id: 'call_2', type: 'function', function: { name: 'moon', arguments: '' } },
            ],
          },
          { role: 'tool', tool_call_id: 'call_2', content: 'full' },
          { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: 'rain' }] },
        ],
        tools: [weather],
        response_format: { type: 'json_object' },
        max_tokens: 50,
        temperature: 0.9,
        top_p: 0.5,
        seed: 7,
        stop: 'END',
        presence_penalty: null,
      },
      { settings: { temperature: 0.1 } },
    );
    completionOf(await ollama.providers.call(call));
    expect(ollama.server.calls.at(-1)?.body).toEqual({
      model: 'llama3.2',
      stream: false,
      messages: [
        { role: 'system', content: 'Be brief.' },
        // Not the file of that name: the SDK's Node entry would have read it.
        { role: 'user', content: 'Is it this weather\nin Oslo?', images: ['/etc/passwd'] },
        {
          role: 'assistant',
          content: '',
          tool_calls: [
            { function: { name: 'weather', arguments: { city: 'Oslo' } } },
            { function: { name: 'moon', arguments: {} } },
          ],
        },
        { role: 'tool', content: 'full', tool_name: 'moon' },
        { role: 'tool', content: 'rain', tool_name: 'weather' },
      ],
      tools: [weather],
      format: 'json',
      options: { temperature: 0.1, num_predict: 50, top_p: 0.5, seed: 7, stop: ['END'] },
    });
  });

  it('keeps a JSON schema, the newer token limit, and the choice of no tool', async () => {
    ollama.play({ kind: 'answer' });
    const schema = { type: 'object', properties: { spam: { type: 'boolean' } } };
    const body = {
      response_format: { type: 'json_schema', json_schema: { name: 'verdict', schema } },
      max_completion_tokens: 9,
      tools: [weather],
      tool_choice: 'none',
    };
    completionOf(await ollama.providers.call(chatCall('llama3.2', body)));
    const sent = ollama.server.calls.at(-1)?.body;
    expect(sent).toMatchObject({ format: schema, options: { num_predict: 9 } });
    expect(sent).not.toHaveProperty('tools');
  });

  it('gets a chat.completion', async () => {
    ollama.play({ kind: 'answer', text: 'Hello there' });
    const completion = completionOf(await ollama.providers.call(chatCall('llama3.2')));
    expect(completion.body).toEqual({
      id: expect.stringMatching(/^chatcmpl-/),
      object: 'chat.completion',
      created: expect.any(Number),
      model: 'llama3.2',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello there', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 },
    });
    expect(completion.usage).toEqual({ input_tokens: 9, output_tokens: 4, cached_input_tokens: 0 });
  });

  it('gets tool calls with ids and arguments as text', async () => {
    const call = { function: { name: 'weather', arguments: { city: 'Oslo' } } };
    ollama.play(
      jsonAnswer(200, {
        model: 'llama3.2',
        message: { role: 'assistant', content: '', tool_calls: [call, call] },
        done: true,
        done_reason: 'stop',
      }),
    );
    const { body, usage } = completionOf(
      await ollama.providers.call(chatCall('llama3.2', { tools: [weather] })),
    );
    const toolCall = {
      id: expect.stringMatching(/^call_/),
      type: 'function',
      function: { name: 'weather', arguments: '{"city":"Oslo"}' },
    };
    expect(body['choices']).toMatchObject([
      { finish_reason: 'tool_calls', message: { content: null, tool_calls: [toolCall, toolCall] } },
    ]);
    const [{ message }] = body['choices'] as [{ message: { tool_calls: { id: string }[] } }];
    expect(new Set(message.tool_calls.map(({ id }) => id)).size).toBe(2);
    expect(usage).toMatchObject({ estimated: true });
  });

  it('says when the answer was cut at its limit', async () => {
    const message = { role: 'assistant', content: 'Hel' };
    ollama.play(jsonAnswer(200, { model: 'llama3.2', message, done: true, done_reason: 'length' }));
    const { body } = completionOf(await ollama.providers.call(chatCall('llama3.2')));
    expect(body['choices']).toMatchObject([{ finish_reason: 'length' }]);
  });
});

describe('F5 an Embeddings request to Ollama', () => {
  it('gets a list of embeddings, one for each input', async () => {
    ollama.play(
      jsonAnswer(200, {
        model: 'nomic',
        embeddings: [
          [0.5, -1],
          [2, 0],
        ],
        prompt_eval_count: 6,
      }),
    );
    const call = embeddingsCall('nomic', { input: ['a', 'b'], dimensions: 2 });
    const completion = completionOf(await ollama.providers.call(call));
    expect(ollama.server.calls.at(-1)?.body).toEqual({ model: 'nomic', input: ['a', 'b'], dimensions: 2 });
    expect(completion.body).toEqual({
      object: 'list',
      data: [
        { object: 'embedding', index: 0, embedding: [0.5, -1] },
        { object: 'embedding', index: 1, embedding: [2, 0] },
      ],
      model: 'nomic',
      usage: { prompt_tokens: 6, total_tokens: 6 },
    });
    expect(completion.usage.input_tokens).toBe(6);
  });

  it('gets them as base64 when it asks so', async () => {
    ollama.play(jsonAnswer(200, { model: 'nomic', embeddings: [[0.5, -1]] }));
    const call = embeddingsCall('nomic', { input: 'a', encoding_format: 'base64' });
    const { body } = completionOf(await ollama.providers.call(call));
    const [{ embedding }] = body['data'] as [{ embedding: string }];
    const bytes = Uint8Array.from(Buffer.from(embedding, 'base64'));
    expect([...new Float32Array(bytes.buffer)]).toEqual([0.5, -1]);
  });
});
