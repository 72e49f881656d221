import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ChatBody, ChatChunk } from '#contracts';
import { chatCall, completionOf, failureOf } from '../provider-call.fixture.js';
import { createProviders, type ProviderRegistry } from '../provider-registry.js';
import { reply, startWireServer, type WireServer } from '../wire-server.fixture.js';

let server: WireServer;
let providers: ProviderRegistry;

beforeAll(async () => {
  server = await startWireServer();
  let ids = 0;
  providers = createProviders([{ name: 'sim', kind: 'ollama', baseUrl: server.url, apiKey: null }], {
    randomId: () => String((ids += 1)),
  });
});
afterAll(async () => {
  await providers.close();
  await server.stop();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const line = (message: object, more: object = {}): string =>
  `${JSON.stringify({ model: 'm', created_at: '2025-10-09T00:00:00Z', message: { role: 'assistant', ...message }, done: false, ...more })}\n`;
const done = (reason = 'stop'): string =>
  line({ content: '' }, { done: true, done_reason: reason, prompt_eval_count: 9, eval_count: 2 });

async function stream(payload: string, body: Partial<ChatBody> = {}) {
  server.play(reply(200, payload, { 'content-type': 'application/x-ndjson' }));
  const chunks: ChatChunk[] = [];
  const result = await providers.call(chatCall('m', body, { onChunk: (chunk) => void chunks.push(chunk) }));
  return { result, chunks };
}

describe("a stream of Ollama's", () => {
  it('G6 has text, reasoning, log probabilities and counts', async () => {
    const logprobs = [{ token: 'é', logprob: -0.5 }];
    const payload =
      line({ thinking: 'Hm' }) +
      line({ content: 'é' }, { logprobs }) +
      line({ content: '!' }) +
      done('length');
    const { result, chunks } = await stream(payload);
    expect(server.requests.at(-1)?.body['stream']).toBe(true);
    expect(chunks.map(({ choices }) => choices[0]?.delta)).toEqual([
      { role: 'assistant', reasoning: 'Hm' },
      { content: 'é' },
      { content: '!' },
      {},
    ]);
    expect(completionOf(result)).toMatchObject({
      body: {
        object: 'chat.completion',
        choices: [
          {
            message: { content: 'é!', reasoning: 'Hm' },
            logprobs: { content: [{ token: 'é', bytes: [195, 169] }] },
            finish_reason: 'length',
          },
        ],
        usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 },
      },
      usage: { input_tokens: 9, output_tokens: 2 },
    });
  });

  it('gives each tool call an id and its place, over all lines', async () => {
    const call = (name: string): object => ({ function: { name, arguments: { a: name } } });
    const payload =
      line({ content: '', tool_calls: [call('f'), call('g')] }) +
      line({ content: '', tool_calls: [call('h')] }) +
      done();
    const { result, chunks } = await stream(payload);
    const told = chunks.flatMap(
      ({ choices }) => (choices[0]?.delta['tool_calls'] ?? []) as { index: number; id: string }[],
    );
    expect(told.map(({ index }) => index)).toEqual([0, 1, 2]);
    const { choices } = completionOf(result).body as {
      choices?: { message: { content: unknown; tool_calls: { id: string }[] } }[];
    };
    expect(choices).toMatchObject([
      {
        finish_reason: 'tool_calls',
        message: {
          content: null,
          tool_calls: ['f', 'g', 'h'].map((name) => ({ function: { name, arguments: `{"a":"${name}"}` } })),
        },
      },
    ]);
    const ids = choices![0]!.message.tool_calls.map(({ id }) => id);
    expect(ids).toEqual(told.map(({ id }) => id));
    expect(new Set(ids).size).toBe(3);
  });

  it('tells its counts to a caller that asks', async () => {
    const { chunks } = await stream(line({ content: 'a' }) + done(), {
      stream_options: { include_usage: true },
    });
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 9 } });
  });
});

const broken: (readonly [name: string, payload: string, message: string])[] = [
  [
    'an error',
    `${line({ content: 'a' })}{"error":"an error was encountered while running the model"}\n`,
    'an error was encountered while running the model',
  ],
  ['no line that says done', line({ content: 'a' }), 'the answer ended before it said that it is done'],
  ['nothing in it', '', 'the answer ended before it said that it is done'],
  [
    'a line that is not JSON',
    `${line({ content: 'my answer' })}{"model":"m","mess\n${done()}`,
    'a piece of the answer is not valid JSON',
  ],
  ['a line without a message', `{"model":"m","done":true}\n`, 'a piece of the answer has no message'],
];

describe("a stream of Ollama's that is no answer", () => {
  it.each(broken)('has %s, and nothing of it is printed', async (_name, payload, message) => {
    const printed = (['log', 'warn', 'error'] as const).map((level) => jest.spyOn(console, level));
    const { result } = await stream(payload);
    expect(failureOf(result)).toMatchObject({
      class: 'bad_response',
      type: 'ResponseError',
      status: 200,
      message,
    });
    for (const spy of printed) expect(spy).not.toHaveBeenCalled();
  });

  it('is refused', async () => {
    server.play(reply(404, { error: "model 'm' not found" }));
    const result = await providers.call(chatCall('m', {}, { onChunk: () => undefined }));
    expect(failureOf(result)).toMatchObject({ class: 'model_not_found', status: 404 });
  });
});
