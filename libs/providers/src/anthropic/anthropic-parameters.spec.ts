import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatBody } from '#contracts';
import type { StepSettings } from '#fallback';
import { chatCall } from '../provider-call.fixture.js';
import {
  json,
  message,
  never,
  refusal,
  startAnthropicServer,
  type AnthropicServer,
} from './anthropic-server.fixture.js';

let server: AnthropicServer;
beforeAll(async () => {
  server = await startAnthropicServer();
});
afterAll(() => server.stop());
afterEach(() => server.play(json(200, message())));

const newest = 'claude-sonnet-5-5';
const older = 'claude-sonnet-4-6';

async function send(body: Partial<ChatBody>, model = newest, settings: StepSettings = {}) {
  const { warnings } = await server.adapter().complete(chatCall(model, body, { settings }), never());
  const { body: sent, headers } = server.received.at(-1)!;
  return { warnings, sent, version: headers['anthropic-version'] };
}

describe('B9 D8 a parameter that Anthropic has no words for', () => {
  it.each<[parameter: string, value: unknown]>([
    ['n', 2],
    ['seed', 7],
    ['logprobs', true],
    ['top_logprobs', 2],
    ['logit_bias', { 5: 1 }],
    ['presence_penalty', 0.5],
    ['frequency_penalty', 0.5],
    ['verbosity', 'low'],
    ['tool_choice', { type: 'allowed_tools' }],
    ['response_format', { type: 'grammar' }],
    ['constructor', 1],
  ])('is left out with a warning: %s %j', async (parameter, value) => {
    const { warnings, sent } = await send({ [parameter]: value });
    expect(warnings).toEqual([`Anthropic does not take ${parameter}: left out`]);
    expect(Object.keys(sent).sort()).toEqual(['max_tokens', 'messages', 'model']);
  });

  it('is left out without one where no answer depends on it', async () => {
    const { warnings } = await send({
      metadata: { a: 'b' },
      store: true,
      service_tier: 'flex',
      prompt_cache_key: 'k',
      n: 1,
      temperature: 1,
      top_p: 1,
      tool_choice: 'auto',
      response_format: { type: 'text' },
      logit_bias: null,
      reasoning_effort: null,
      stop: null,
    });
    expect(warnings).toEqual([]);
  });

  it('is a stop of white space', async () => {
    const { warnings, sent } = await send({ stop: ['\n', 'END'] });
    expect(sent['stop_sequences']).toEqual(['END']);
    expect(warnings).toEqual(['Anthropic does not take a stop of white space: left out']);
  });
});

describe('B9 D8 sampling', () => {
  it('is in the API of before, for models that still take it', async () => {
    const { sent, version, warnings } = await send({ temperature: 0.2, top_k: 5 }, older);
    expect(sent).toMatchObject({ temperature: 0.2, top_k: 5 });
    expect({ version, warnings }).toEqual({ version: '2023-06-01', warnings: [] });
  });

  it.each(['claude-opus-4-7', newest, 'claude-mythos-preview'])('is nothing for %s', async (model) => {
    const { sent, version, warnings } = await send({ top_p: 0.5 }, model, { temperature: 0 });
    expect(Object.keys(sent).sort()).toEqual(['max_tokens', 'messages', 'model']);
    expect(version).toBe('2026-10-21');
    expect(warnings).toEqual([
      `${model} does not take temperature: left out`,
      `${model} does not take top_p: left out`,
    ]);
  });

  it('takes either temperature or top_p', async () => {
    const { sent, warnings } = await send({ top_p: 0.5, temperature: 0.2 }, older);
    expect(sent).toMatchObject({ temperature: 0.2 });
    expect(sent).not.toHaveProperty('top_p');
    expect(warnings).toEqual([`${older} does not take top_p together with temperature: left out`]);
    expect((await send({ top_p: 0.5, temperature: 1 }, older)).sent).toMatchObject({ top_p: 0.5 });
  });

  it('is not hotter than 1', async () => {
    const { sent, warnings } = await send({ temperature: 1.5 }, older);
    expect(sent).not.toHaveProperty('temperature');
    expect(warnings).toEqual(['Anthropic does not take temperature above 1: sent as 1']);
  });

  it('is not for a model that thinks', async () => {
    const { sent, warnings } = await send({ temperature: 0.2, reasoning_effort: 'low' }, older);
    expect(sent).not.toHaveProperty('temperature');
    expect(warnings).toEqual([`${older} does not take temperature while it thinks: left out`]);
  });

  it.each(['`temperature` is deprecated for this model.', 'temperature: Extra inputs are not permitted'])(
    'that is refused is not sent a second time: %s',
    async (words) => {
      const adapter = server.adapter();
      const ask = () => adapter.complete(chatCall('claude-next', { temperature: 0.2 }), never());
      server.play(refusal(400, 'invalid_request_error', words), json(200, message()));
      const before = server.received.length;
      for (const calls of [2, 3]) {
        expect((await ask()).warnings).toEqual(['claude-next does not take temperature: left out']);
        expect(server.received).toHaveLength(before + calls);
      }
      expect(server.received.at(-1)!.headers['anthropic-version']).toBe('2026-10-21');
    },
  );
});

describe('B9 D8 reasoning_effort', () => {
  const tool = { type: 'function', function: { name: 'f' } };
  it.each<[model: string, body: Partial<ChatBody>, expected: object]>([
    [
      newest,
      { reasoning_effort: 'minimal' },
      { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } },
    ],
    [
      newest,
      { reasoning_effort: 'xhigh' },
      { thinking: { type: 'adaptive' }, output_config: { effort: 'xhigh' } },
    ],
    [newest, { reasoning_effort: 'none' }, { thinking: { type: 'disabled' } }],
    [
      newest,
      { reasoning_effort: 'high', tools: [tool], tool_choice: 'required' },
      { output_config: { effort: 'high' } },
    ],
    [
      'claude-haiku-4-5',
      { reasoning_effort: 'high' },
      { thinking: { type: 'enabled', budget_tokens: 16_000 } },
    ],
    [
      'claude-haiku-4-5',
      { reasoning_effort: 'high', max_completion_tokens: 4_000 },
      { thinking: { type: 'enabled', budget_tokens: 2_000 } },
    ],
    ['claude-haiku-4-5', { reasoning_effort: 'none' }, {}],
  ])('of %s: %j', async (model, body, expected) => {
    const { sent, warnings } = await send(body, model);
    const { thinking, output_config } = sent;
    expect(JSON.parse(JSON.stringify({ thinking, output_config }))).toEqual(expected);
    expect(warnings).toEqual([]);
  });

  const called = {
    messages: [
      { role: 'user', content: 'Go' },
      { role: 'assistant', tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{}' } }] },
      { role: 'tool', tool_call_id: 'c', content: 'done' },
    ],
  };
  it.each<[model: string, body: Partial<ChatBody>]>([
    ['claude-fable-5', { reasoning_effort: 'none' }],
    ['claude-3-5-haiku-latest', { reasoning_effort: 'low' }],
    ['claude-haiku-4-5', { reasoning_effort: 'low', max_tokens: 2_000 }],
    ['claude-haiku-4-5', { reasoning_effort: 'low', ...called }],
    [newest, { reasoning_effort: 'enormous' }],
  ])('that %s cannot be given is left out with a warning: %j', async (model, body) => {
    const { sent, warnings } = await send(body, model);
    expect(sent).not.toHaveProperty('thinking');
    expect(warnings).toEqual([`${model} does not take reasoning_effort: left out`]);
  });

  it.each([
    'This model does not support the effort parameter.',
    '"thinking.type.disabled" is not supported for this model.',
  ])('that is refused is left out: %s', async (words) => {
    server.play(refusal(400, 'invalid_request_error', words), json(200, message()));
    const { sent, warnings } = await send({ reasoning_effort: 'high' }, 'claude-next');
    expect(Object.keys(sent).sort()).toEqual(['max_tokens', 'messages', 'model']);
    expect(warnings).toEqual(['claude-next does not take reasoning_effort: left out']);
  });
});

describe('F5 response_format', () => {
  const closed = {
    type: 'object',
    properties: { spam: { type: 'boolean' }, score: { type: 'number', minimum: 0 } },
    required: ['spam'],
  };
  const format = (schema: object) => ({
    response_format: { type: 'json_schema', json_schema: { name: 'verdict', schema, strict: true } },
  });

  it('json_schema is a schema of the output, with what Anthropic does not check in words', async () => {
    const { sent, warnings } = await send(format(closed));
    expect(sent['output_config']).toEqual({
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          properties: { spam: { type: 'boolean' }, score: { type: 'number', description: '{minimum: 0}' } },
          required: ['spam'],
          additionalProperties: false,
        },
      },
    });
    expect(warnings).toEqual([]);
  });

  it.each<[why: string, schema: object, model: string]>([
    ['of a model without schemas', closed, 'claude-sonnet-4-20250514'],
    ['with keys that it does not name', { type: 'object', additionalProperties: { type: 'number' } }, newest],
    ['with an object of anything', { type: 'object', properties: { a: { type: 'object' } } }, newest],
    ['with a part of no type', { type: 'object', properties: { a: {} } }, newest],
  ])('json_schema %s is asked for in words', async (_why, schema, model) => {
    const { sent, warnings } = await send(
      {
        ...format(schema),
        messages: [
          { role: 'system', content: 'A' },
          { role: 'user', content: 'B' },
        ],
      },
      model,
    );
    expect(sent).not.toHaveProperty('output_config');
    expect(sent['system']).toMatch(/^A\n\nAnswer with JSON/);
    expect(sent['system']).toContain(JSON.stringify(schema));
    expect(warnings).toEqual([
      'Anthropic does not take this response_format json_schema: asked for in words',
    ]);
  });

  it('json_object is asked for in words, and an answer in a code fence freed of it', async () => {
    const content = [{ type: 'text', text: '```json\n{"spam": true}\n```' }];
    server.play(json(200, message({ content })));
    const call = chatCall(newest, { response_format: { type: 'json_object' } });
    const { body, warnings } = await server.adapter().complete(call, never());
    expect(body['choices']).toMatchObject([{ message: { content: '{"spam": true}' } }]);
    expect(server.received.at(-1)!.body['system']).toMatch(/^Answer with one JSON object/);
    expect(warnings).toEqual(['Anthropic does not take response_format json_object: asked for in words']);
  });
});
