import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import type { ChatChunk } from '#contracts';
import type { CallResult } from '#fallback';
import { chatCall } from '../provider-call.fixture.js';
import { createProviders, type ProviderRegistry } from '../provider-registry.js';
import { socketOf, startWireServer, type WireRequest, type WireServer } from '../wire-server.fixture.js';
import { recordedStreams, type RecordedStream } from './recorded-streams.fixture.js';

let server: WireServer;
let providers: ProviderRegistry;

beforeAll(async () => {
  server = await startWireServer();
  const kinds = [...new Set(recordedStreams.map(({ kind }) => kind))];
  providers = createProviders(
    kinds.map((kind) => ({
      name: kind,
      kind,
      baseUrl: kind === 'azure' || kind === 'ollama' ? server.url : `${server.url}/v1`,
      apiKey: 'k',
    })),
  );
});
afterAll(async () => {
  await providers.close();
  await server.stop();
});

type Framing = 'in chunks' | 'to the end of the connection';

const chunked = (body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')]);

/** Everything behind the headers, as it goes over the wire: an event in each chunk. */
function wireOf({ body }: RecordedStream, framing: Framing): Buffer {
  if (framing !== 'in chunks') return Buffer.from(body);
  const events = body.split(/(?<=\n\n|\}\n)/).map((event) => chunked(Buffer.from(event)));
  return Buffer.concat([...events, Buffer.from('0\r\n\r\n')]);
}

const headOf = ({ contentType }: RecordedStream, framing: Framing): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: ${contentType}\r\nconnection: close\r\n${
    framing === 'in chunks' ? 'transfer-encoding: chunked\r\n' : ''
  }\r\n`;

interface Ending {
  readonly result: CallResult;
  /** What was told of each choice. */
  readonly told: readonly string[];
}

const contentOf = (chunk: ChatChunk, index: number): string =>
  chunk.choices
    .filter((choice) => choice.index === index)
    .map(({ delta }) => (typeof delta['content'] === 'string' ? delta['content'] : ''))
    .join('');

async function ask({ kind, choices }: RecordedStream, position: number): Promise<Ending> {
  const chunks: ChatChunk[] = [];
  const call = { provider: kind, onChunk: (chunk: ChatChunk): void => void chunks.push(chunk) };
  const result = await providers.call(chatCall(`at-${position}`, choices === 1 ? {} : { n: choices }, call));
  const texts = Array.from({ length: choices }, (_, index) => chunks.map((chunk) => contentOf(chunk, index)));
  return { result, told: texts.map((text) => text.join('')) };
}

const positionIn = ({ path, body }: WireRequest): number =>
  Number(/at-(\d+)/.exec(`${path} ${String(body['model'])}`)?.[1]);

/** The endings of calls at every byte of a recording. */
async function atEveryByte(
  recorded: RecordedStream,
  framing: Framing,
  send: (response: ServerResponse, before: Buffer, after: Buffer) => void,
): Promise<Ending[]> {
  const wire = wireOf(recorded, framing);
  server.play((response, request) => {
    const position = positionIn(request);
    const before = Buffer.concat([Buffer.from(headOf(recorded, framing)), wire.subarray(0, position)]);
    send(response, before, wire.subarray(position));
  });
  const endings: Ending[] = [];
  for (let start = 0; start <= wire.length; start += 50) {
    const positions = Array.from({ length: Math.min(50, wire.length + 1 - start) }, (_, at) => start + at);
    endings.push(...(await Promise.all(positions.map((position) => ask(recorded, position)))));
  }
  return endings;
}

function textsOf(result: CallResult): unknown[] | null {
  if (!result.ok) return null;
  const choices = result.completion.body['choices'] as { message: { content: unknown } }[];
  return choices.map(({ message }) => message.content);
}

const cases = recordedStreams.flatMap((recorded, at) =>
  (['in chunks', 'to the end of the connection'] as const).map((framing) => ({
    name: `${recorded.kind}, ${at}, ${framing}`,
    recorded,
    framing,
  })),
);

describe.each(cases)('G6 a recorded stream ($name)', ({ recorded, framing }) => {
  it('killed at any byte is the whole answer or a bad response', async () => {
    const endings = await atEveryByte(recorded, framing, (response, before) =>
      socketOf(response).end(before),
    );
    expect(endings.at(-1)?.result.ok).toBe(true);
    expect(endings[0]?.result.ok).toBe(false);
    for (const { result, told } of endings) {
      told.forEach((text, index) => expect(recorded.texts[index]!.startsWith(text)).toBe(true));
      if (result.ok) {
        expect(textsOf(result)).toEqual(recorded.texts);
        expect(told).toEqual(recorded.texts);
      } else expect(result.failure).toMatchObject({ class: 'bad_response', status: 200 });
    }
  });

  it('in two pieces, wherever it is split, is the same answer', async () => {
    const endings = await atEveryByte(recorded, framing, (response, before, after) => {
      const socket = socketOf(response);
      socket.write(before, () => setImmediate(() => socket.end(after)));
    });
    const [first] = endings.map(({ result }) => textsOf(result));
    expect(first).toEqual(recorded.texts);
    for (const { result, told } of endings) {
      expect(result).toMatchObject({
        ok: true,
        completion: { usage: { input_tokens: 9, output_tokens: 3 } },
      });
      expect([textsOf(result), told]).toEqual([recorded.texts, recorded.texts]);
    }
  });
});

it('a stream whose connection is reset is a bad response, with all that was told before', async () => {
  const [recorded] = recordedStreams;
  const wire = wireOf(recorded!, 'in chunks');
  server.play((response) => {
    const socket = socketOf(response);
    const half = wire.subarray(0, wire.indexOf(' 👋'));
    socket.write(Buffer.concat([Buffer.from(headOf(recorded!, 'in chunks')), half]), () =>
      setImmediate(() => socket.resetAndDestroy()),
    );
  });
  const { result, told } = await ask(recorded!, 0);
  expect(result).toMatchObject({ ok: false, failure: { class: 'bad_response', status: 200 } });
  expect('Grüße'.startsWith(told[0]!)).toBe(true);
});
