import { describe, expect, it } from '@jest/globals';
import { chatCall } from '../provider-call.fixture.js';
import { mapOpenAIRequest } from './map-openai-request.js';

const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } };
const signature = { extra_content: { google: { thought_signature: 'abc' } } };
const messages = [
  { role: 'user', content: 'Hello' },
  { role: 'assistant', content: null, tool_calls: [{ ...call, ...signature }], ...signature },
];

describe('withoutSignatures', () => {
  it('lets a conversation go on at OpenAI that began at Gemini, and leaves others their own fields', () => {
    const sent = (newest: boolean) =>
      mapOpenAIRequest(chatCall('m', { messages }), newest, false)['messages'];
    expect(sent(true)).toEqual([messages[0], { role: 'assistant', content: null, tool_calls: [call] }]);
    expect(sent(false)).toEqual(messages);
  });
});
