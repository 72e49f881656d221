import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatBody } from '#contracts';
import { chatCall, embeddingsCall } from '../provider-call.fixture.js';
import {
  failureOf,
  key,
  never,
  startAnthropicServer,
  type AnthropicServer,
} from './anthropic-server.fixture.js';

let server: AnthropicServer;
beforeAll(async () => {
  server = await startAnthropicServer();
});
afterAll(() => server.stop());

const send = async (body: Partial<ChatBody>, model = 'claude-sonnet-5-5') => {
  const { warnings } = await server.adapter().complete(chatCall(model, body), never());
  return { warnings, sent: server.received.at(-1)!.body };
};

const call = (id: string, name: string, text: string) => ({
  id,
  type: 'function',
  function: { name, arguments: text },
});
const weather = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'the weather of a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    strict: true,
  },
};
const text = (words: string) => ({ type: 'text', text: words });

describe('F5 a Chat Completions request to Anthropic', () => {
  it('is translated, with a conversation, tools, results and images', async () => {
    const { sent, warnings } = await send({
      model: 'gpt-4o',
      stream: true,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'developer', content: [text('Be kind.')] },
        {
          role: 'user',
          content: [
            text('Is it this weather'),
            { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'low' } },
            { type: 'image_url', image_url: { url: 'https://example.com/oslo.jpg' } },
          ],
        },
        { role: 'user', content: 'in Oslo?' },
        {
          role: 'assistant',
          content: 'I look.',
          tool_calls: [call('call_1', 'weather', '{"city":"Oslo"}'), call('call_2', 'moon', '')],
        },
        { role: 'tool', tool_call_id: 'call_2', content: 'full' },
        { role: 'tool', tool_call_id: 'call_1', content: [text('rain'), text(' ')] },
        { role: 'user', content: 'And?' },
      ],
      tools: [weather, { type: 'function', function: { name: 'moon' } }],
      max_tokens: 50,
      stop: 'END',
      user: 'user-7',
    });
    expect(sent).toEqual({
      model: 'claude-sonnet-5-5',
      max_tokens: 50,
      system: 'Be brief.\n\nBe kind.',
      messages: [
        {
          role: 'user',
          content: [
            text('Is it this weather'),
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
            { type: 'image', source: { type: 'url', url: 'https://example.com/oslo.jpg' } },
            text('in Oslo?'),
          ],
        },
        {
          role: 'assistant',
          content: [
            text('I look.'),
            { type: 'tool_use', id: 'call_1', name: 'weather', input: { city: 'Oslo' } },
            { type: 'tool_use', id: 'call_2', name: 'moon', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'call_2', content: [text('full')] },
            { type: 'tool_result', tool_use_id: 'call_1', content: [text('rain')] },
            text('And?'),
          ],
        },
      ],
      tools: [
        {
          name: 'weather',
          description: 'the weather of a city',
          input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
        },
        { name: 'moon', input_schema: { type: 'object', properties: {} } },
      ],
      stop_sequences: ['END'],
      metadata: { user_id: 'user-7' },
    });
    expect(warnings).toEqual([]);
  });

  it('goes to the Messages API with the key, the version and nothing of the environment', async () => {
    process.env['ANTHROPIC_CUSTOM_HEADERS'] =
      'x-secret: 1\nAuthorization: Bearer theirs\nanthropic-version: 1';
    process.env['ANTHROPIC_AUTH_TOKEN'] = 'theirs';
    process.env['ANTHROPIC_BASE_URL'] = 'http://127.0.0.1:9';
    try {
      await send({});
      const { method, url, headers } = server.received.at(-1)!;
      expect({ method, url }).toEqual({ method: 'POST', url: '/v1/messages' });
      const { host: _host, connection: _connection, 'content-length': _length, ...sent } = headers;
      expect(sent).toEqual({
        accept: 'application/json',
        'anthropic-version': '2026-10-21',
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'user-agent': expect.stringMatching(/^Anthropic\/JS /),
      });
      await server.adapter({ apiKey: null }).complete(chatCall('claude-sonnet-5-5'), never());
      expect(server.received.at(-1)!.headers).not.toHaveProperty('authorization');
    } finally {
      delete process.env['ANTHROPIC_CUSTOM_HEADERS'];
      delete process.env['ANTHROPIC_AUTH_TOKEN'];
      delete process.env['ANTHROPIC_BASE_URL'];
    }
  });

  it('may ask for so long an answer that the SDK would not send it', async () => {
    expect((await send({ max_completion_tokens: 120_000 })).sent['max_tokens']).toBe(120_000);
  });

  it.each([
    ['claude-sonnet-5-5', 32_000],
    ['claude-opus-4-20250514', 32_000],
    ['claude-3-5-haiku-20241022', 8_192],
    ['claude-3-haiku-20240307', 4_096],
    ['some-other-model', 4_096],
  ])('that sets no limit gets the one of its model: %s', async (model, limit) => {
    expect((await send({}, model)).sent['max_tokens']).toBe(limit);
  });

  it('has its system messages moved to the top, and says so', async () => {
    const { sent, warnings } = await send({
      messages: [
        { role: 'system', content: 'A' },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello' },
        { role: 'system', content: 'B' },
        { role: 'user', content: 'Well?' },
      ],
    });
    expect(sent['system']).toBe('A\n\nB');
    expect(sent['messages']).toHaveLength(3);
    expect(warnings).toEqual([
      'Anthropic takes system messages at the top: those from the middle of the conversation were moved there',
    ]);
  });

  it('of system messages alone is what a user says', async () => {
    const { sent } = await send({ messages: [{ role: 'system', content: 'Say hello.' }] });
    expect(sent['messages']).toEqual([{ role: 'user', content: [text('Say hello.')] }]);
    expect(sent).not.toHaveProperty('system');
  });

  it('loses no turn to texts that Anthropic refuses: empty ones, and white space at the end', async () => {
    const { sent } = await send({
      messages: [
        { role: 'user', content: 'Go on: ' },
        { role: 'user', content: '' },
        { role: 'assistant', content: null, refusal: 'No. \n' },
      ],
    });
    expect(sent['messages']).toEqual([
      { role: 'user', content: [text('Go on: ')] },
      { role: 'assistant', content: [text('No.')] },
    ]);
  });

  it('goes on with calls from elsewhere: ids of other characters, twice the same, no tools offered any more', async () => {
    const turn = (result: string) => [
      { role: 'assistant', content: null, tool_calls: [call('functions.moon:0', 'moon', '{}')] },
      { role: 'user', content: 'quick!' },
      { role: 'tool', tool_call_id: 'functions.moon:0', content: result },
    ];
    const { sent } = await send({
      messages: [{ role: 'user', content: 'Moon?' }, ...turn('full'), ...turn('new')],
    });
    const use = (id: string) => ({
      role: 'assistant',
      content: [{ type: 'tool_use', id, name: 'moon', input: {} }],
    });
    const result = (id: string, said: string) => ({
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: id, content: [text(said)] }, text('quick!')],
    });
    expect(sent['messages']).toEqual([
      { role: 'user', content: [text('Moon?')] },
      use('functions_moon_0'),
      result('functions_moon_0', 'full'),
      use('functions_moon_0_2'),
      result('functions_moon_0_2', 'new'),
    ]);
    expect(sent['tools']).toEqual([{ name: 'moon', input_schema: { type: 'object' } }]);
    expect(sent['tool_choice']).toEqual({ type: 'none' });
  });

  it.each<[choice: unknown, parallel: boolean | undefined, expected: unknown]>([
    [undefined, undefined, undefined],
    ['auto', true, undefined],
    ['auto', false, { type: 'auto', disable_parallel_tool_use: true }],
    ['none', false, { type: 'none' }],
    ['required', true, { type: 'any' }],
    ['required', false, { type: 'any', disable_parallel_tool_use: true }],
    [{ type: 'function', function: { name: 'weather' } }, undefined, { type: 'tool', name: 'weather' }],
  ])(
    'keeps tool_choice %j with parallel_tool_calls %j',
    async (tool_choice, parallel_tool_calls, expected) => {
      const { sent, warnings } = await send({ tools: [weather], tool_choice, parallel_tool_calls });
      expect(sent['tool_choice']).toEqual(expected);
      expect(warnings).toEqual([]);
    },
  );

  it('does not show who asks, if that is a name', async () => {
    const { sent } = await send({ user: 'ada@acme.example' });
    expect(sent['metadata']).toEqual({ user_id: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('that Anthropic has no words for is refused without a call', async () => {
    const before = server.received.length;
    const of = (role: string, part: object) => ({ messages: [{ role, content: [part] }] });
    const bodies: Partial<ChatBody>[] = [
      of('user', { type: 'input_audio', input_audio: { data: '', format: 'wav' } }),
      of('user', { type: 'image_url', image_url: { url: 'data:text/plain,hello' } }),
      of('system', { type: 'image_url', image_url: { url: 'https://example.com/cat.png' } }),
      { messages: [{ role: 'assistant', tool_calls: [call('1', 'f', '[1]')] }] },
      { messages: [{ role: 'function', name: 'f', content: '1' }] },
      { tools: [{ type: 'custom', custom: { name: 'f' } }] },
      { functions: [{ name: 'f' }] },
    ];
    const adapter = server.adapter();
    for (const body of bodies) {
      const answer = adapter.complete(chatCall('claude-sonnet-5-5', body), never());
      expect(await failureOf(adapter, answer)).toMatchObject({
        class: 'bad_request',
        type: 'UnsupportedRequestError',
        status: null,
      });
    }
    expect(server.received).toHaveLength(before);
  });

  it('for embeddings is for another provider: a chain goes on', async () => {
    const before = server.received.length;
    const adapter = server.adapter();
    const answer = adapter.complete(embeddingsCall('claude-sonnet-5-5', { input: 'a' }), never());
    expect(await failureOf(adapter, answer)).toMatchObject({ class: 'model_not_found', status: null });
    expect(server.received).toHaveLength(before);
  });
});
