import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ChatBody, ChatChunk } from '#contracts';
import { chatCall } from '../provider-call.fixture.js';
import { event, finish, recorded, say, start, stop, use } from './anthropic-events.fixture.js';
import {
  assemble,
  failureOf,
  json,
  message,
  never,
  refusal,
  sse,
  startAnthropicServer,
  type AnthropicServer,
  type Reply,
} from './anthropic-server.fixture.js';

let server: AnthropicServer;
beforeAll(async () => {
  server = await startAnthropicServer();
});
afterAll(() => server.stop());
afterEach(() => void jest.restoreAllMocks());

const spent = { input_tokens: 42, output_tokens: 40, cached_input_tokens: 30 };

const open = (reply: Reply, body: Partial<ChatBody> = {}) => {
  server.play(reply);
  return server.adapter().stream(chatCall('claude-sonnet-5-5', body), never());
};
const read = async (reply: Reply, body: Partial<ChatBody> = {}) => assemble((await open(reply, body)).chunks);
const failWith = (reply: Reply, body: Partial<ChatBody> = {}) =>
  failureOf(server.adapter(), read(reply, body));

describe('G6 a stream of Anthropic', () => {
  it('is the chunks of a chat.completion', async () => {
    const { requestId, warnings, chunks } = await open(sse(recorded), { seed: 7 });
    expect({ requestId, warnings }).toEqual({
      requestId: 'req_011',
      warnings: ['Anthropic does not take seed: left out'],
    });
    expect(server.received.at(-1)!.body).toMatchObject({ stream: true });
    const all: ChatChunk[] = [];
    for await (const chunk of chunks) all.push(chunk);
    const head = {
      id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
      object: 'chat.completion.chunk',
      created: Date.parse('2026-11-21T00:00:00Z') / 1_000,
      model: 'claude-sonnet-5-5',
    };
    const piece = (said: object, finish_reason: string | null = null) => ({
      ...head,
      choices: [{ index: 0, delta: said, finish_reason }],
    });
    const call = (index: number, fields: object) => piece({ tool_calls: [{ index, ...fields }] });
    const opened = (id: string, name: string) => ({
      id,
      type: 'function',
      function: { name, arguments: '' },
    });
    const counted = (completion_tokens: number, reasoning_tokens: number) => ({
      prompt_tokens: 42,
      completion_tokens,
      total_tokens: 42 + completion_tokens,
      prompt_tokens_details: { cached_tokens: 30 },
      completion_tokens_details: { reasoning_tokens },
    });
    expect(all).toEqual([
      { ...piece({ role: 'assistant', content: '' }), usage: counted(1, 0) },
      piece({ content: 'I lo' }),
      piece({ content: 'ök 🌧' }),
      call(0, opened('toolu_01', 'weather')),
      call(0, { function: { arguments: '{"city":' } }),
      call(0, { function: { arguments: ' "Oslo"}' } }),
      call(1, opened('toolu_02', 'moon')),
      call(1, { function: { arguments: '{}' } }),
      piece({}, 'tool_calls'),
      { ...head, choices: [], usage: counted(40, 5) },
    ]);
  });

  it('is, put together, what the same answer is whole', async () => {
    const content = [
      { type: 'text', text: 'I look' },
      { type: 'tool_use', id: 'toolu_01', name: 'weather', input: { city: 'Oslo' } },
    ];
    const usage = {
      input_tokens: 10,
      cache_read_input_tokens: 30,
      cache_creation_input_tokens: 2,
      output_tokens: 40,
    };
    server.play(json(200, message({ content, usage, stop_reason: 'tool_use' })));
    const whole = await server.adapter().complete(chatCall('claude-sonnet-5-5'), never());
    const ended = event('message_delta', {
      delta: { stop_reason: 'tool_use' },
      usage: { output_tokens: 40 },
    });
    const pieces = [
      start,
      say(0, 'I ', 'look'),
      use(1, 'toolu_01', 'weather', '{"city":"Os', 'lo"}'),
      ended,
      stop,
    ];
    expect(await read(sse(pieces.join('')))).toEqual(whole.body);
  });

  it('may be of lines that end otherwise, and of events that are not known', async () => {
    const odd = [start, event('message_hum', { loud: true }), say(0, 'Hi'), finish('end_turn'), stop].join(
      '',
    );
    const whole = await read(sse(odd.replaceAll('\n', '\r\n')));
    expect(whole.choices).toMatchObject([{ message: { content: 'Hi' }, finish_reason: 'stop' }]);
  });

  it('of JSON that was asked for in words is freed of its code fence', async () => {
    const fenced = [start, say(0, '```js', 'on\n{"spam"', ': true}\n`', '``'), finish('end_turn'), stop];
    const whole = await read(sse(fenced.join('')), { response_format: { type: 'json_object' } });
    expect(whole.choices).toMatchObject([{ message: { content: '{"spam": true}' } }]);
  });

  it('ends at its marker, whatever comes behind it', async () => {
    const whole = [start, say(0, 'Hi'), finish('end_turn'), stop];
    const { choices } = await read(sse([...whole, 'event: error\ndata: {\n\n'].join('')));
    expect(choices).toMatchObject([{ message: { content: 'Hi' } }]);
  });
});

describe('G6 a stream of Anthropic that is no answer', () => {
  it.each([
    ['overloaded_error', 'unavailable'],
    ['api_error', 'unavailable'],
    ['rate_limit_error', 'rate_limit'],
    ['invalid_request_error', 'bad_response'],
  ])('has an error in the middle: %s', async (type, errorClass) => {
    const error = event('error', { error: { type, message: 'No more' } });
    expect(await failWith(sse(start + say(0, 'Hi') + error))).toEqual({
      class: errorClass,
      type: 'APIError',
      status: 200,
      code: type,
      message: 'No more',
      retryAfterMs: null,
      usage: { input_tokens: 42, output_tokens: 1, cached_input_tokens: 30 },
    });
  });

  it('is refused in the middle', async () => {
    const refused = finish('refusal', { stop_details: { type: 'refusal', category: 'bio' } });
    expect(await failWith(sse(start + say(0, 'Hi') + refused + stop))).toMatchObject({
      class: 'content_filter',
      type: 'ContentFilterFinishReasonError',
      message: 'the provider withheld the answer (stop_reason refusal, bio)',
      usage: spent,
    });
  });

  const tail = finish('end_turn') + stop;
  it.each([
    ['nothing', '', 'the answer broke off: the stream has no end marker'],
    [
      'no end marker',
      start + say(0, 'Hi') + finish('end_turn'),
      'the answer broke off: the stream has no end marker',
    ],
    ['no reason', start + say(0, 'Hi') + stop, 'the events of the stream are out of order'],
    ['no start', say(0, 'Hi') + tail, 'the events of the stream are out of order'],
    ['two starts', start + start + tail, 'the events of the stream are out of order'],
    [
      'text behind its end',
      start + finish('end_turn') + say(0, 'Hi') + stop,
      'the events of the stream are out of order',
    ],
    ['a pause', start + finish('pause_turn') + stop, 'the answer ended in a way that is no end: pause_turn'],
    [
      'broken JSON',
      `${start}event: message_delta\ndata: {"type"\n\n`,
      'an event of the stream is not valid JSON',
    ],
    ['a list', `${start}event: message_delta\ndata: []\n\n`, 'an event of the stream is not an object'],
  ])('has %s', async (_name, body, words) => {
    expect(await failWith(sse(body))).toMatchObject({ class: 'bad_response', status: 200, message: words });
  });

  it('is no stream', async () => {
    expect(await failWith(json(200, message()))).toMatchObject({
      class: 'bad_response',
      message: 'the answer is not a stream',
    });
    expect(await failWith(refusal(200, 'overloaded_error', 'Overloaded'))).toMatchObject({
      class: 'unavailable',
    });
    const page = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' };
    expect(await failWith(page)).toMatchObject({
      class: 'bad_response',
      message: 'the answer is HTML, not JSON',
    });
  });

  it('is refused before it begins', async () => {
    expect(await failWith(refusal(529, 'overloaded_error', 'Overloaded'))).toMatchObject({
      class: 'unavailable',
      type: 'OverloadedError',
      status: 529,
    });
  });

  it('is left by its caller, which ends its connection', async () => {
    const leaving = new AbortController();
    server.play({ ...sse(start + say(0, 'Hi')), end: 'hang' });
    const { chunks } = await server.adapter().stream(chatCall('claude-sonnet-5-5'), leaving.signal);
    const said: unknown[] = [];
    const reading = (async () => {
      for await (const { choices } of chunks) {
        said.push(choices[0]!.delta['content']);
        if (said.at(-1) === 'Hi') leaving.abort();
      }
    })();
    await expect(reading).rejects.toThrow();
    expect(said).toEqual(['', 'Hi']);
    const { socket } = server.received.at(-1)!;
    if (!socket.closed) await once(socket, 'close');
  });

  it('prints none of it', async () => {
    const print = jest.spyOn(console, 'error');
    await failWith(sse(`${start}event: message_delta\ndata: {"type"\n\n`));
    expect(print).not.toHaveBeenCalled();
  });
});

describe('G6 a stream of Anthropic killed at every byte', () => {
  const length = Buffer.byteLength(recorded);

  it.each(['end', 'cut'] as const)('by %s is a whole answer or a bad response', async (by) => {
    const expected = await read(sse(recorded));
    const whole: number[] = [];
    for (let bytes = 0; bytes <= length; bytes += 1) {
      const reply = { ...sse(recorded), bytes, ...(by === 'cut' ? { end: by } : {}) };
      const adapter = server.adapter();
      const outcome = await read(reply).catch((error: unknown) => adapter.classify(error));
      if ('choices' in outcome) {
        expect(outcome).toEqual(expected);
        whole.push(bytes);
      } else expect(outcome.class).toBe('bad_response');
    }
    // A cut may overtake the last bytes.
    if (by === 'end') expect(whole).toEqual([length]);
    else expect([[], [length]]).toContainEqual(whole);
  });
});
