import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatChunk } from '#contracts';
import { chatCall, completionOf } from '../provider-call.fixture.js';
import { createProviders } from '../provider-registry.js';
import {
  candidate,
  eventBytes,
  json,
  sse,
  startGeminiServer,
  usageMetadata,
  verbatim,
  wholeText,
  type GeminiServer,
} from './gemini-server.fixture.js';

let gemini: GeminiServer;

beforeAll(async () => {
  gemini = await startGeminiServer();
});
afterAll(() => gemini.stop());

const stream = (body: object = {}): Promise<ChatChunk[]> => gemini.stream(chatCall('gemini-2.5-flash', body));

const choicesOf = (chunks: readonly ChatChunk[]) => chunks.flatMap(({ choices }) => choices);

const textOf = (chunks: readonly ChatChunk[]): string =>
  choicesOf(chunks)
    .map(({ delta }) => (typeof delta['content'] === 'string' ? delta['content'] : ''))
    .join('');

const story = [
  candidate([{ text: 'Grüß ' }]),
  candidate([{ text: 'Gott, ' }]),
  candidate([{ text: 'Zoë 🦊' }], { finishReason: 'STOP' }),
] as const;

describe('G6 a stream of Gemini', () => {
  it('becomes chunks, with the usage in the last', async () => {
    gemini.play(sse(...story));
    const chunks = await stream();
    const stamp = {
      id: 'resp-1',
      object: 'chat.completion.chunk',
      created: 1_767_225_600,
      model: 'gemini-2.5-flash',
    };
    const piece = (delta: object, finish: string | null = null) => ({
      ...stamp,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    });
    expect(chunks).toEqual([
      piece({ role: 'assistant', content: 'Grüß ' }),
      piece({ content: 'Gott, ' }),
      piece({ content: 'Zoë 🦊' }),
      piece({}, 'stop'),
      {
        ...stamp,
        choices: [],
        usage: {
          prompt_tokens: 11,
          completion_tokens: 23,
          total_tokens: 34,
          prompt_tokens_details: { cached_tokens: 5 },
          completion_tokens_details: { reasoning_tokens: 20 },
        },
      },
    ]);
  });

  it('numbers its calls, and ends for their sake though they came before the end', async () => {
    const call = (name: string, rest: object = {}) => ({
      functionCall: { id: name, name, args: { a: 1 } },
      ...rest,
    });
    gemini.play(
      sse(
        candidate([{ text: 'Hm', thought: true }]),
        candidate([call('f', { thoughtSignature: 'c2ln' }), call('g')]),
        candidate([call('h')]),
        candidate([{ text: '' }], { finishReason: 'STOP' }),
      ),
    );
    const choices = choicesOf(await stream());
    const told = (index: number, name: string) => ({
      index,
      id: name,
      type: 'function',
      function: { name, arguments: '{"a":1}' },
    });
    expect(choices.map(({ delta }) => delta)).toEqual([
      { role: 'assistant' },
      {
        tool_calls: [
          { ...told(0, 'f'), extra_content: { google: { thought_signature: 'c2ln' } } },
          told(1, 'g'),
        ],
      },
      { tool_calls: [told(2, 'h')] },
      {},
    ]);
    expect(choices.map(({ finish_reason }) => finish_reason)).toEqual([null, null, null, 'tool_calls']);
  });

  it('tells the signature of its text once, at the end', async () => {
    gemini.play(
      sse(
        candidate([{ text: 'Hi' }]),
        candidate([{ text: '', thoughtSignature: 'c2ln' }], { finishReason: 'STOP' }),
      ),
    );
    expect(choicesOf(await stream()).map(({ delta }) => delta)).toEqual([
      { role: 'assistant', content: 'Hi' },
      { extra_content: { google: { thought_signature: 'c2ln' } } },
    ]);
  });

  it('is put together so that it can be given back', async () => {
    const providers = createProviders([
      { name: 'sim', kind: 'gemini', baseUrl: gemini.baseUrl, apiKey: 'k' },
    ]);
    const call = { functionCall: { id: 'fc-1', name: 'f', args: { a: 1 } }, thoughtSignature: 'c2ln' };
    gemini.play(
      sse(candidate([{ text: 'Let me see.' }]), candidate([call]), candidate([], { finishReason: 'STOP' })),
    );
    const told: ChatChunk[] = [];
    const asked = chatCall('gemini-3-pro-preview', {}, { onChunk: (chunk) => void told.push(chunk) });
    const { body, usage } = completionOf(await providers.call(asked));
    expect(usage).toEqual({ input_tokens: 11, output_tokens: 23, cached_input_tokens: 5 });
    expect(textOf(told)).toBe('Let me see.');
    const [choice] = body['choices'] as [{ message: { role: string } }];
    gemini.play(json(200, wholeText('Done.')));
    const result = { role: 'tool', tool_call_id: 'fc-1', content: 'seen' };
    const messages = [{ role: 'user', content: 'Look.' }, choice.message, result];
    completionOf(await providers.call(chatCall('gemini-3-pro-preview', { messages })));
    expect(gemini.seen.at(-1)?.body['contents']).toEqual([
      { role: 'user', parts: [{ text: 'Look.' }] },
      { role: 'model', parts: [{ text: 'Let me see.' }, call] },
      {
        role: 'user',
        parts: [{ functionResponse: { id: 'fc-1', name: 'f', response: { output: 'seen' } } }],
      },
    ]);
    await providers.close();
  });

  it('may say with each piece that it is finished', async () => {
    gemini.play(
      sse(...story.map((event) => candidate(event.candidates[0]!.content.parts, { finishReason: 'STOP' }))),
    );
    const chunks = await stream();
    expect(textOf(chunks)).toBe('Grüß Gott, Zoë 🦊');
    expect(choicesOf(chunks).filter(({ finish_reason }) => finish_reason !== null)).toHaveLength(1);
  });

  it('has as many choices as were asked for, or is none', async () => {
    const second = { content: { parts: [{ text: 'B' }] }, index: 1, finishReason: 'MAX_TOKENS' };
    gemini.play(sse(candidate([{ text: 'A' }], { finishReason: 'STOP' }), { candidates: [second] }));
    expect(
      choicesOf(await stream({ n: 2 })).map(({ index, finish_reason }) => [index, finish_reason]),
    ).toEqual([
      [0, null],
      [1, null],
      [0, 'stop'],
      [1, 'length'],
    ]);
    gemini.play(sse(candidate([{ text: 'A' }], { finishReason: 'STOP' })));
    expect((await gemini.failureOf(stream({ n: 2 }))).class).toBe('bad_response');
  });

  it('is told piece by piece, as it comes', async () => {
    let goOn = (): void => undefined;
    gemini.play((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(eventBytes(story[0]));
      goOn = () => response.end(eventBytes(...story.slice(1)));
    });
    const { chunks } = await gemini.adapter.stream(
      chatCall('gemini-2.5-flash'),
      new AbortController().signal,
    );
    const pieces = chunks[Symbol.asyncIterator]();
    expect((await pieces.next()).value).toMatchObject({ choices: [{ delta: { content: 'Grüß ' } }] });
    goOn();
    expect((await pieces.next()).value).toMatchObject({ choices: [{ delta: { content: 'Gott, ' } }] });
    await pieces.return?.();
  });

  it('is ended by its signal, and so is its socket', async () => {
    const hungUp = new Promise<void>((resolve) => {
      gemini.play((response) => {
        response.on('close', resolve);
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(eventBytes(story[0]));
      });
    });
    const abort = new AbortController();
    const { chunks } = await gemini.adapter.stream(chatCall('gemini-2.5-flash'), abort.signal);
    const pieces = chunks[Symbol.asyncIterator]();
    await pieces.next();
    abort.abort();
    await expect(pieces.next()).rejects.toThrow();
    await hungUp;
  });
});

const blocked = { promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: { promptTokenCount: 7 } };
const overloaded = {
  error: { code: 503, message: 'The model is overloaded. Please try again later.', status: 'UNAVAILABLE' },
};
const eventStream = (body: string) => verbatim(200, { 'content-type': 'text/event-stream' }, body);
const html = verbatim(200, { 'content-type': 'text/html' }, '<html><title>Sign in</title></html>\n\n');

describe('G6 a stream of Gemini that is no answer', () => {
  it.each([
    ['no finish', sse(story[0]), 'bad_response', 200],
    ['no event', sse(), 'bad_response', 200],
    ['a blocked prompt', sse(blocked), 'content_filter', 200],
    ['a withheld answer', sse(story[0], candidate([], { finishReason: 'SAFETY' })), 'content_filter', 200],
    [
      'a malformed call',
      sse(story[0], candidate([], { finishReason: 'MALFORMED_FUNCTION_CALL' })),
      'bad_response',
      200,
    ],
    ['nothing said', sse(candidate([{ text: '' }], { finishReason: 'STOP' })), 'bad_response', 200],
    ['an error amidst', sse(story[0], overloaded), 'unavailable', 503],
    ['an error at once', sse(overloaded), 'unavailable', 503],
    [
      'an error in place of it',
      verbatim(200, { 'content-type': 'application/json' }, JSON.stringify([overloaded])),
      'unavailable',
      503,
    ],
    ['HTML', html, 'bad_response', 200],
    [
      'no stream',
      verbatim(200, { 'content-type': 'application/json' }, JSON.stringify(story[2])),
      'bad_response',
      200,
    ],
    [
      'an event that is not JSON',
      eventStream(`${eventBytes(story[0])}data: {"candi\r\n\r\n`),
      'bad_response',
      200,
    ],
    ['an event that is null', sse(story[0], null), 'bad_response', 200],
  ])('for it has %s', async (_name, play, errorClass, status) => {
    gemini.play(play);
    const failure = await gemini.failureOf(stream());
    expect(failure).toMatchObject({ class: errorClass, type: 'ApiError', status });
    expect(failure.message).not.toContain('{');
  });

  it('says what it cost, as far as it is known', async () => {
    gemini.play(sse(candidate([{ text: 'Hel' }])));
    expect(await gemini.failureOf(stream())).toMatchObject({
      usage: { input_tokens: usageMetadata.promptTokenCount, output_tokens: 23 },
    });
  });

  it.each(['reset', 'closed'])('if it is killed at any byte, %s: whole, or a failure', async (how) => {
    const bytes = Buffer.from(eventBytes(...story));
    gemini.play((response, { body }) => {
      const cut = bytes.subarray(0, (body['generationConfig'] as { seed: number }).seed);
      if (how === 'reset') {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(cut, () => response.destroy());
        return;
      }
      // Without a length or chunks, the end of the connection is all that tells the end of the body.
      response.useChunkedEncodingByDefault = false;
      response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' }).end(cut);
    });
    const outcome = async (cut: number) => {
      const chunks = await stream({ seed: cut }).catch((error: unknown) => gemini.adapter.classify(error));
      return Array.isArray(chunks) ? textOf(chunks) : chunks.class;
    };
    const outcomes: string[] = [];
    for (let cut = 1; cut <= bytes.length; cut += 50) {
      const cuts = Array.from({ length: 50 }, (_, nth) => cut + nth).filter((one) => one <= bytes.length);
      outcomes.push(...(await Promise.all(cuts.map(outcome))));
    }
    const whole = how === 'reset' ? 'bad_response' : 'Grüß Gott, Zoë 🦊';
    expect(outcomes).toEqual([...bytes.subarray(1)].map(() => 'bad_response').concat(whole));
  });
});
