import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chatCall, embeddingsCall } from '../provider-call.fixture.js';
import {
  candidate,
  json,
  startGeminiServer,
  usageMetadata,
  wholeText,
  type GeminiServer,
} from './gemini-server.fixture.js';

let gemini: GeminiServer;

beforeAll(async () => {
  gemini = await startGeminiServer();
});
afterAll(() => gemini.stop());

async function answerTo(body: unknown) {
  gemini.play(json(200, body));
  return gemini.complete(chatCall('gemini-2.5-flash'));
}

const choiceOf = async (body: unknown): Promise<unknown> =>
  ((await answerTo(body)).body['choices'] as unknown[])[0];

const failureOf = (body: unknown) => gemini.failureOf(answerTo(body));

describe('F5 an answer of Gemini', () => {
  it('becomes a chat.completion, thoughts counted and not shown', async () => {
    const parts = [
      { text: 'Hm.', thought: true },
      { text: 'Hi ' },
      { text: 'there', thoughtSignature: 'c2ln' },
    ];
    expect(await answerTo(candidate(parts, { finishReason: 'STOP' }))).toEqual({
      body: {
        id: 'resp-1',
        object: 'chat.completion',
        created: 1_767_225_600,
        model: 'gemini-2.5-flash',
        choices: [
          {
            index: 0,
            message: {
              role: 'assistant',
              content: 'Hi there',
              refusal: null,
              extra_content: { google: { thought_signature: 'c2ln' } },
            },
            logprobs: null,
            finish_reason: 'stop',
          },
        ],
        usage: {
          prompt_tokens: 11,
          completion_tokens: 23,
          total_tokens: 34,
          prompt_tokens_details: { cached_tokens: 5 },
          completion_tokens_details: { reasoning_tokens: 20 },
        },
      },
      requestId: 'resp-1',
      usage: { input_tokens: 11, output_tokens: 23, cached_input_tokens: 5 },
      timeToFirstTokenMs: null,
      warnings: [],
    });
  });

  it('keeps the ids of calls, makes those that are not there, and carries their signatures', async () => {
    const parts = [
      { functionCall: { id: 'fc-1', name: 'weather', args: { city: 'Oslo' } }, thoughtSignature: 'c2ln' },
      { functionCall: { name: 'moon' } },
    ];
    expect(await choiceOf(candidate(parts, { finishReason: 'STOP' }))).toMatchObject({
      message: {
        content: null,
        tool_calls: [
          {
            id: 'fc-1',
            type: 'function',
            function: { name: 'weather', arguments: '{"city":"Oslo"}' },
            extra_content: { google: { thought_signature: 'c2ln' } },
          },
          { id: expect.stringMatching(/^call_\d+$/), function: { name: 'moon', arguments: '{}' } },
        ],
      },
      finish_reason: 'tool_calls',
    });
  });

  it.each([
    ['MAX_TOKENS', 'length'],
    ['CONTINUATION', 'length'],
  ])('%s is %s, even with nothing said', async (finishReason, reason) => {
    expect(await choiceOf(candidate([], { finishReason }))).toMatchObject({
      message: { content: '' },
      finish_reason: reason,
    });
  });

  it('that is too long for one request is not gone on with behind our back', async () => {
    const before = gemini.seen.length;
    const rest = { finishReason: 'CONTINUATION', continuationToken: 'dG9rZW4=' };
    expect(await choiceOf(candidate([{ text: 'Hi' }], rest))).toMatchObject({ finish_reason: 'length' });
    expect(gemini.seen.length - before).toBe(1);
  });

  it('has several choices, of which one behind the first may be withheld', async () => {
    const candidates = [
      { content: { parts: [{ text: 'A' }] }, finishReason: 'STOP', index: 0 },
      { finishReason: 'SAFETY', index: 1 },
    ];
    expect((await answerTo({ candidates, usageMetadata })).body['choices']).toMatchObject([
      { index: 0, message: { content: 'A' }, finish_reason: 'stop' },
      { index: 1, message: { content: '' }, finish_reason: 'content_filter' },
    ]);
  });

  it('has log probabilities', async () => {
    const hi = { token: 'Hi', tokenId: 1, logProbability: -0.5 };
    const logprobsResult = { chosenCandidates: [hi], topCandidates: [{ candidates: [hi] }] };
    const token = { token: 'Hi', logprob: -0.5, bytes: [72, 105] };
    expect(
      await choiceOf(candidate([{ text: 'Hi' }], { finishReason: 'STOP', logprobsResult })),
    ).toMatchObject({
      logprobs: { content: [{ ...token, top_logprobs: [token] }], refusal: null },
    });
  });

  it.each([
    'SAFETY',
    'RECITATION',
    'PROHIBITED_CONTENT',
    'BLOCKLIST',
    'SPII',
    'IMAGE_SAFETY',
    'IMAGE_PROHIBITED_CONTENT',
    'IMAGE_RECITATION',
  ])('that stops for %s is withheld, and what it cost is told', async (finishReason) => {
    expect(await failureOf(candidate([{ text: 'Hi' }], { finishReason }))).toEqual({
      class: 'content_filter',
      type: 'ApiError',
      status: 200,
      code: null,
      message: `Gemini withheld the answer (finishReason ${finishReason})`,
      retryAfterMs: null,
      usage: { input_tokens: 11, output_tokens: 23, cached_input_tokens: 5 },
    });
  });

  it.each([
    'MALFORMED_FUNCTION_CALL',
    'UNEXPECTED_TOOL_CALL',
    'TOO_MANY_TOOL_CALLS',
    'MALFORMED_RESPONSE',
    'OTHER',
    'LANGUAGE',
    'SOMETHING_NEW',
  ])('that stops for %s is none', async (finishReason) => {
    expect(await failureOf(candidate([{ text: 'Hi' }], { finishReason }))).toMatchObject({
      class: 'bad_response',
      message: `the model did not finish its answer (finishReason ${finishReason})`,
    });
  });

  it.each([
    [
      'a blocked prompt',
      { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } },
      'content_filter',
      'blockReason PROHIBITED_CONTENT',
    ],
    ['no candidates', { candidates: [], usageMetadata }, 'content_filter', 'no candidates'],
    ['nothing at all', {}, 'bad_response', 'has no candidates'],
    ['candidates that are none', { candidates: 'x' }, 'bad_response', 'has no candidates'],
    ['no parts', candidate([], { finishReason: 'STOP' }), 'bad_response', 'said nothing'],
    [
      'thoughts alone',
      candidate([{ text: 'Hm', thought: true }], { finishReason: 'STOP' }),
      'bad_response',
      'said nothing',
    ],
    ['no finish', candidate([{ text: 'Hel' }]), 'bad_response', 'does not say that it is finished'],
    ['a list', [], 'bad_response', 'not an object'],
    ['null', null, 'bad_response', 'not an object'],
  ])('with %s is %s', async (_name, body, errorClass, words) => {
    const failure = await failureOf(body);
    expect(failure).toMatchObject({ class: errorClass, type: 'ApiError', status: 200 });
    expect(failure.message).toContain(words);
  });
});

describe('F5 embeddings of Gemini', () => {
  const embed = (body: Parameters<typeof embeddingsCall>[1]) =>
    gemini.complete(embeddingsCall('gemini-embedding-2', body));

  it('are one for each input', async () => {
    gemini.play(
      json(200, {
        embeddings: [{ values: [1, 0.5] }, { values: [0, 2] }],
        usageMetadata: { promptTokenCount: 4 },
      }),
    );
    const { body, usage } = await embed({ input: ['a', 'b'], dimensions: 2, user: 'ada' });
    expect(gemini.seen.at(-1)).toMatchObject({
      path: '/v1beta/models/gemini-embedding-2:batchEmbedContents',
      body: {
        requests: ['a', 'b'].map((text) => ({
          model: 'models/gemini-embedding-2',
          content: { parts: [{ text }] },
          outputDimensionality: 2,
        })),
      },
    });
    expect(body).toEqual({
      object: 'list',
      data: [
        { object: 'embedding', index: 0, embedding: [1, 0.5] },
        { object: 'embedding', index: 1, embedding: [0, 2] },
      ],
      model: 'gemini-embedding-2',
      usage: { prompt_tokens: 4, total_tokens: 4 },
    });
    expect(usage).toEqual({ input_tokens: 4, output_tokens: 0, cached_input_tokens: 0 });
  });

  it('come as base64 where that is asked for', async () => {
    gemini.play(json(200, { embeddings: [{ values: [1, 0.5] }] }));
    const { body } = await embed({ input: 'a', encoding_format: 'base64' });
    expect(body['data']).toEqual([{ object: 'embedding', index: 0, embedding: 'AACAPwAAAD8=' }]);
  });

  it.each([{ embeddings: [] }, { embeddings: [{}] }, {}])('are not %j', async (body) => {
    gemini.play(json(200, body));
    expect((await gemini.failureOf(embed({ input: 'a' }))).class).toBe('bad_response');
  });
});

describe('D8 what the environment says', () => {
  const names = ['GOOGLE_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_GENAI_USE_VERTEXAI', 'GOOGLE_GEMINI_BASE_URL'];
  const before = names.map((name) => process.env[name]);
  afterAll(() => {
    for (const [index, name] of names.entries()) {
      if (before[index] === undefined) delete process.env[name];
      else process.env[name] = before[index];
    }
  });

  it('is nothing to this adapter', async () => {
    for (const name of names) process.env[name] = 'true';
    gemini.play(json(200, wholeText('Hi')));
    const signal = new AbortController().signal;
    await gemini.connect(null).complete(chatCall('gemini-2.5-flash'), signal);
    expect(gemini.seen.at(-1)).toMatchObject({
      path: '/v1beta/models/gemini-2.5-flash:generateContent',
      headers: { 'x-goog-api-key': '' },
    });
  });
});
