import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chatCall } from '../provider-call.fixture.js';
import {
  failureOf,
  json,
  message,
  never,
  startAnthropicServer,
  type AnthropicServer,
} from './anthropic-server.fixture.js';

let server: AnthropicServer;
beforeAll(async () => {
  server = await startAnthropicServer();
});
afterAll(() => server.stop());

const answer = (fields: object) => {
  server.play(json(200, message(fields)));
  return server.adapter().complete(chatCall('claude-sonnet-5-5'), never());
};

describe('F5 an answer of Anthropic', () => {
  it('is a chat.completion', async () => {
    expect(await answer({})).toEqual({
      body: {
        id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
        object: 'chat.completion',
        created: Date.parse('2026-11-21T00:00:00Z') / 1_000,
        model: 'claude-sonnet-5-5',
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: 'Hello there', refusal: null },
            logprobs: null,
            finish_reason: 'stop',
          },
        ],
        usage: {
          prompt_tokens: 9,
          completion_tokens: 4,
          total_tokens: 13,
          prompt_tokens_details: { cached_tokens: 0 },
          completion_tokens_details: { reasoning_tokens: 0 },
        },
      },
      requestId: 'req_011',
      usage: { input_tokens: 9, output_tokens: 4, cached_input_tokens: 0 },
      timeToFirstTokenMs: null,
      warnings: [],
    });
  });

  it('has its texts joined, its thinking left out, and its tool calls with arguments as text', async () => {
    const { body } = await answer({
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: 'EqQB' },
        { type: 'text', text: 'I look', citations: null },
        { type: 'text', text: ' it up.', citations: null },
        {
          type: 'tool_use',
          id: 'toolu_01',
          name: 'weather',
          input: { city: 'Oslo' },
          caller: { type: 'direct' },
        },
        { type: 'tool_use', id: 'toolu_02', name: 'moon', input: {}, caller: { type: 'direct' } },
      ],
      stop_reason: 'tool_use',
    });
    const call = (id: string, name: string, text: string) => ({
      id,
      type: 'function',
      function: { name, arguments: text },
    });
    expect(body['choices']).toEqual([
      {
        index: 0,
        message: {
          role: 'assistant',
          content: 'I look it up.',
          refusal: null,
          tool_calls: [call('toolu_01', 'weather', '{"city":"Oslo"}'), call('toolu_02', 'moon', '{}')],
        },
        logprobs: null,
        finish_reason: 'tool_calls',
      },
    ]);
  });

  it('of tool calls alone has no text', async () => {
    const content = [{ type: 'tool_use', id: 'toolu_01', name: 'moon', input: {} }];
    const { body } = await answer({ content, stop_reason: 'tool_use' });
    expect(body['choices']).toMatchObject([{ message: { content: null } }]);
  });

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['tool_use', 'tool_calls'],
  ])('that stopped for %s is finished by %s', async (stop_reason, finish_reason) => {
    expect((await answer({ stop_reason })).body['choices']).toMatchObject([{ finish_reason }]);
  });

  it('counts what was cached into the prompt, as OpenAI does', async () => {
    const { body, usage } = await answer({
      usage: {
        input_tokens: 10,
        cache_creation_input_tokens: 200,
        cache_read_input_tokens: 3_000,
        output_tokens: 40,
        output_tokens_details: { thinking_tokens: 25 },
      },
    });
    expect(usage).toEqual({ input_tokens: 3_210, output_tokens: 40, cached_input_tokens: 3_000 });
    expect(body['usage']).toEqual({
      prompt_tokens: 3_210,
      completion_tokens: 40,
      total_tokens: 3_250,
      prompt_tokens_details: { cached_tokens: 3_000 },
      completion_tokens_details: { reasoning_tokens: 25 },
    });
  });

  it('that was refused is withheld, and paid for', async () => {
    const stop_details = { type: 'refusal', category: 'cyber', explanation: null };
    const refused = answer({ content: [], stop_reason: 'refusal', stop_details });
    expect(await failureOf(server.adapter(), refused)).toEqual({
      class: 'content_filter',
      type: 'ContentFilterFinishReasonError',
      status: 200,
      code: null,
      message: 'the provider withheld the answer (stop_reason refusal, cyber)',
      retryAfterMs: null,
      usage: { input_tokens: 9, output_tokens: 4, cached_input_tokens: 0 },
    });
  });
});
