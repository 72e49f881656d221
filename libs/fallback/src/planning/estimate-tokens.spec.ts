import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LlmRequest } from '#contracts';
import { estimateAnswerTokens, estimateTokens } from './estimate-tokens.js';

const envelope = { custom_id: 'req-1', method: 'POST', org: 'acme', routing: {}, metadata: {} } as const;
const chat = (body: object): LlmRequest => ({
  ...envelope,
  url: '/v1/chat/completions',
  body: { messages: [{ role: 'user', content: 'Hello' }], ...body },
});
const embeddings = (input: string | (string | number | number[])[]): LlmRequest => ({
  ...envelope,
  url: '/v1/embeddings',
  body: { input },
});
const inputOf = (body: object): number => estimateTokens(chat(body)).input;

const prose = 'The quick brown fox. '.repeat(100);
const message = { role: 'user', content: prose };

describe('C8 the tokens that a request will use', () => {
  it('are a quarter of its characters, and a few for each message', () => {
    expect(inputOf({ messages: [message] })).toBe(prose.length / 4 + 4);
    expect(inputOf({ messages: [message, message] })).toBe(2 * (prose.length / 4 + 4));
    const parts = [{ type: 'text', text: prose }];
    expect(inputOf({ messages: [{ role: 'user', content: parts }] })).toBe(prose.length / 4 + 4);
  });

  it('do not grow with the bytes of an image', () => {
    const url = `data:image/png;base64,${'A'.repeat(100_000)}`;
    const image = { type: 'image_url', image_url: { url } };
    expect(inputOf({ messages: [{ role: 'user', content: [image, image] }] })).toBe(2_004);
  });

  it('count tools, their calls and the schema of the answer', () => {
    const parameters = { type: 'object', properties: { city: { type: 'string', enum: ['Oslo', 'Rome'] } } };
    const plain = inputOf({});
    const about = JSON.stringify(parameters).length / 4;
    for (const grown of [
      inputOf({ tools: [{ type: 'function', function: { name: 'f', parameters } }] }),
      inputOf({ response_format: { type: 'json_schema', json_schema: { schema: parameters } } }),
      inputOf({
        messages: [
          { role: 'user', content: 'Hello' },
          {
            role: 'assistant',
            content: null,
            tool_calls: [{ function: { arguments: JSON.stringify(parameters) } }],
          },
        ],
      }),
    ]) {
      expect(grown - plain).toBeGreaterThan(about);
      expect(grown - plain).toBeLessThan(about * 2);
    }
  });

  it('end with the longest answer that is allowed, or a usual one', () => {
    const outputOf = (body: object): number => estimateTokens(chat(body)).output;
    expect(outputOf({})).toBe(1_000);
    expect(outputOf({ max_tokens: 50 })).toBe(50);
    expect(outputOf({ max_tokens: 50, max_completion_tokens: 70 })).toBe(70);
    expect(outputOf({ max_tokens: null, n: 3 })).toBe(3_000);
  });

  it('are those of each text of an embedding, which has no answer', () => {
    expect(estimateTokens(embeddings(prose))).toEqual({ input: prose.length / 4, output: 0 });
    expect(estimateTokens(embeddings([prose, prose])).input).toBe(prose.length / 2);
    expect(estimateTokens(embeddings([1, 2, 3])).input).toBe(3);
    expect(estimateTokens(embeddings([[1, 2, 3], [4]])).input).toBe(4);
  });

  it('are whole numbers, whatever the body holds', () => {
    const messages = fc.array(
      fc.record({ role: fc.string(), content: fc.anything(), tool_calls: fc.anything() }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(messages, fc.anything(), (said, tools) => {
        const { input, output } = estimateTokens(chat({ messages: said, tools }));
        expect(Number.isSafeInteger(input) && input > 0).toBe(true);
        expect(output).toBe(1_000);
      }),
    );
    let deep: object = {};
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    expect(inputOf({ tools: [deep] })).toBeGreaterThan(0);
  });
});

describe('C6 the tokens of what came of an answer', () => {
  const saying = (...messages: object[]): number =>
    estimateAnswerTokens(messages.map((message) => ({ message })));

  it('are a quarter of the characters of all that the model said and thought', () => {
    const quarter = prose.length / 4;
    expect(saying({ role: 'assistant', content: prose })).toBe(quarter);
    expect(saying({ content: prose }, { content: null, refusal: prose })).toBe(2 * quarter);
    expect(saying({ content: prose, reasoning: prose })).toBe(2 * quarter);
    expect(saying({ content: prose, reasoning_content: prose })).toBe(2 * quarter);
  });

  it('count a thought once that is told twice, and nothing that is no text of the model', () => {
    const twice = { reasoning: prose, reasoning_content: prose, reasoning_details: [{ text: prose }] };
    expect(saying({ ...twice, extra_content: { google: { thought_signature: prose } } })).toBe(
      prose.length / 4,
    );
  });

  it('count what tools are called with', () => {
    const call = { id: prose, type: 'function', function: { name: 'f', arguments: prose } };
    const tokens = saying({ content: null, tool_calls: [call, call] });
    expect(tokens).toBeGreaterThan(prose.length / 2);
    expect(tokens).toBeLessThan(prose.length / 2 + 20);
  });

  it('are at least one where anything came, and none where nothing did', () => {
    expect(saying({ content: 'a' })).toBe(1);
    for (const nothing of [
      undefined,
      [],
      [null],
      [{}],
      [{ message: null }],
      [{ message: { content: '' } }],
    ]) {
      expect(estimateAnswerTokens(nothing)).toBe(0);
    }
  });

  it('are whole numbers, whatever the body holds', () => {
    const messages = fc.array(
      fc.oneof(
        fc.anything(),
        fc.record({ message: fc.record({ content: fc.anything(), tool_calls: fc.array(fc.anything()) }) }),
      ),
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), messages), (choices) => {
        const tokens = estimateAnswerTokens(choices);
        expect(Number.isSafeInteger(tokens) && tokens >= 0).toBe(true);
      }),
    );
  });
});
