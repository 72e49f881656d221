import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatBody } from '#contracts';
import { chatCall } from '../provider-call.fixture.js';
import { assemble, never, startAnthropicServer, type AnthropicServer } from './anthropic-server.fixture.js';

/** Somebody else's idea of Anthropic. */
const aimock = new LLMock({ port: 0, logLevel: 'silent' });
let server: AnthropicServer;
beforeAll(async () => {
  aimock.onToolResult('toolu_7', { content: 'It rains in Oslo.' });
  aimock.onMessage('Hello', { content: 'Hello from somewhere else, in several pieces.' });
  aimock.onMessage('Oslo', {
    toolCalls: [{ id: 'toolu_7', name: 'weather', arguments: '{"city":"Oslo"}' }],
  });
  await aimock.start();
  server = await startAnthropicServer();
});
afterAll(async () => {
  await server.stop();
  await aimock.stop();
});

const adapter = () => server.adapter({ url: aimock.url, apiKey: null });
const call = (body: Partial<ChatBody>) => chatCall('claude-sonnet-5-5', body);

const weather = { type: 'function', function: { name: 'weather', parameters: { type: 'object' } } };
const asked = { role: 'user', content: 'How is Oslo?' };
const toolCall = {
  id: 'toolu_7',
  type: 'function',
  function: { name: 'weather', arguments: '{"city":"Oslo"}' },
};

describe.each<[name: string, body: Partial<ChatBody>, expected: object]>([
  [
    'a chat',
    { messages: [{ role: 'user', content: 'Hello' }] },
    { message: { content: 'Hello from somewhere else, in several pieces.' }, finish_reason: 'stop' },
  ],
  [
    'a tool call',
    { messages: [asked], tools: [weather] },
    { message: { content: null, tool_calls: [toolCall] }, finish_reason: 'tool_calls' },
  ],
  [
    'a tool result',
    {
      messages: [
        asked,
        { role: 'assistant', content: null, tool_calls: [toolCall] },
        { role: 'tool', tool_call_id: 'toolu_7', content: 'rain' },
      ],
      tools: [weather],
    },
    { message: { content: 'It rains in Oslo.' }, finish_reason: 'stop' },
  ],
])('F5 aimock and the adapter agree on %s', (_name, body, expected) => {
  it('that is answered whole', async () => {
    const answer = await adapter().complete(call(body), never());
    expect(answer.body['choices']).toMatchObject([expected]);
  });

  it('that is streamed', async () => {
    const { chunks } = await adapter().stream(call(body), never());
    expect((await assemble(chunks)).choices).toMatchObject([expected]);
  });
});
