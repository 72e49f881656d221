import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatBody } from '#contracts';
import type { ProviderCall } from '#fallback';
import { chatCall } from '../provider-call.fixture.js';
import { json, startGeminiServer, wholeText, type GeminiServer } from './gemini-server.fixture.js';

let gemini: GeminiServer;

beforeAll(async () => {
  gemini = await startGeminiServer();
});
afterAll(() => gemini.stop());

const sent = (model: string, body: Partial<ChatBody>, call: Partial<ProviderCall> = {}) =>
  gemini.sent(chatCall(model, body, call));

const generationConfig = async (model: string, body: Partial<ChatBody>): Promise<unknown> =>
  (await sent(model, body)).body['generationConfig'];

describe('F5 the parameters of a Chat Completions request to Gemini', () => {
  it('are all mapped, what the step sets before what the request does', async () => {
    const { body, warnings } = await sent(
      'gemini-2.5-flash',
      {
        model: 'gpt-4o',
        max_tokens: 9,
        max_completion_tokens: 50,
        temperature: 0.9,
        top_p: 0.5,
        n: 2,
        seed: 7,
        stop: 'END',
        presence_penalty: 0.1,
        frequency_penalty: 0.2,
        logprobs: true,
        top_logprobs: 3,
        response_format: { type: 'json_object' },
        user: 'ada',
      },
      { settings: { temperature: 0.1 } },
    );
    expect(body['generationConfig']).toEqual({
      maxOutputTokens: 50,
      temperature: 0.1,
      topP: 0.5,
      candidateCount: 2,
      seed: 7,
      stopSequences: ['END'],
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      responseLogprobs: true,
      logprobs: 3,
      responseMimeType: 'application/json',
    });
    expect(warnings).toEqual([]);
  });

  it('ask for JSON of a schema', async () => {
    const schema = { type: 'object', properties: { a: { const: 1 } }, additionalProperties: false };
    const format = { type: 'json_schema', json_schema: { name: 'a', strict: true, schema } };
    expect(await generationConfig('gemini-2.5-flash', { response_format: format })).toEqual({
      responseMimeType: 'application/json',
      responseJsonSchema: schema,
    });
    expect(await generationConfig('gemini-2.5-flash', { response_format: { type: 'text' } })).toEqual({});
  });

  it.each([
    ['gemini-2.5-flash', 'none', { thinkingBudget: 0 }],
    ['gemini-2.5-pro', 'minimal', { thinkingBudget: 1_024 }],
    ['gemini-2.5-flash', 'medium', { thinkingBudget: 8_192 }],
    ['gemini-2.5-flash', 'high', { thinkingBudget: 24_576 }],
    ['gemini-3-pro-preview', 'low', { thinkingLevel: 'LOW' }],
    ['gemini-flash-latest', 'minimal', { thinkingLevel: 'MINIMAL' }],
  ])('tell %s the effort %s', async (model, effort, thinkingConfig) => {
    expect(await generationConfig(model, { reasoning_effort: effort })).toEqual({ thinkingConfig });
  });

  it('are left out with a warning where Gemini has no words for them', async () => {
    const { warnings, body } = await sent('gemini-3-pro-preview', {
      logit_bias: { 50256: -100 },
      parallel_tool_calls: false,
      seed: 2 ** 40,
      reasoning_effort: 'none',
      metadata: { a: 'b' },
    });
    expect(warnings).toEqual(
      ['logit_bias', 'parallel_tool_calls', 'seed', 'reasoning_effort'].map(
        (parameter) => `Gemini does not take ${parameter}: left out`,
      ),
    );
    expect(body['generationConfig']).toEqual({});
  });

  it.each([
    ['Logprobs is not enabled for models/m', { logprobs: true, top_logprobs: 2 }, ['logprobs']],
    [
      'Penalty is not enabled for this model',
      { presence_penalty: 1, frequency_penalty: 1 },
      ['presence_penalty', 'frequency_penalty'],
    ],
    [
      'Thinking level MEDIUM is not supported for this model.',
      { reasoning_effort: 'medium' },
      ['reasoning_effort'],
    ],
    [
      'Budget 0 is invalid. This model only works in thinking mode.',
      { reasoning_effort: 'high' },
      ['reasoning_effort'],
    ],
    ['Multiple candidates is not enabled for this model', { n: 2 }, ['n']],
  ])('are left out when a model refuses them: %s', async (message, body, refused) => {
    const error = json(400, { error: { code: 400, message, status: 'INVALID_ARGUMENT' } });
    gemini.play((response, seen) => {
      const config = Object.keys(seen.body['generationConfig'] as object);
      (config.length === 0 ? json(200, wholeText('Hi')) : error)(response, seen);
    });
    const { warnings } = await gemini.complete(chatCall('gemini-picky', body));
    expect(warnings).toEqual(refused.map((parameter) => `gemini-picky does not take ${parameter}: left out`));
    const before = gemini.seen.length;
    await gemini.complete(chatCall('gemini-picky', body));
    expect(gemini.seen.length - before).toBe(1);
  });
});
