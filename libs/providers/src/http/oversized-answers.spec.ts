import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { conformingProviders } from '../conformance/conforming-providers.fixture.js';
import { chatCall, failureOf } from '../provider-call.fixture.js';
import { createProviders, type ProviderRegistry } from '../provider-registry.js';
import { startWireServer, type WireServer } from '../wire-server.fixture.js';

const mebibyte = 2 ** 20;
const bodyBytes = 1_024 * mebibyte;
const piece = Buffer.alloc(mebibyte / 16, 'a');

/** More than the kernel keeps of what is sent and not read yet. */
const underWay = 128 * mebibyte;

let server: WireServer;
let providers: ProviderRegistry;
beforeAll(async () => {
  server = await startWireServer();
  providers = createProviders(
    conformingProviders.map(({ kind, path }) => ({
      name: kind,
      kind,
      baseUrl: `${server.url}${path}`,
      apiKey: 'k',
    })),
  );
});
afterAll(async () => {
  await providers.close();
  await server.stop();
});

/** Sends a body as fast as it is taken, until all of it or the connection is gone; resolves with what went out. */
async function pour(response: ServerResponse, begin: string): Promise<number> {
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  response.write(begin);
  for (let sent = begin.length; ; sent += piece.length) {
    if (closed.signal.aborted || sent >= bodyBytes) return sent;
    if (response.write(piece)) continue;
    await once(response, 'drain', { signal: closed.signal }).catch(() => undefined);
  }
}

const length = { 'content-length': String(bodyBytes) };
const answers = [
  { name: 'JSON of a length that it tells', streamed: false, status: 200, headers: length },
  { name: 'JSON in chunks', streamed: false, status: 200, headers: {} },
  { name: 'an error in chunks', streamed: false, status: 503, headers: {} },
  { name: 'a stream of one endless event', streamed: true, status: 200, headers: {} },
  { name: 'JSON for a stream', streamed: true, status: 200, headers: {}, type: 'application/json' },
];

describe.each(conformingProviders)('D3 an answer of a gibibyte ($kind)', ({ kind, format, model }) => {
  const streamType = format === 'ollama' ? 'application/x-ndjson' : 'text/event-stream';
  const begins = format === 'ollama' || format === 'openai' ? '{"choices":"' : '{"candidates":"';

  it.each(answers)(
    'is a bad response, and read no further than 32 MiB: $name',
    async ({ streamed, status, headers, type }) => {
      const contentType = type ?? (streamed ? streamType : 'application/json');
      const begin = contentType === 'text/event-stream' ? `data: ${begins}` : begins;
      const poured = new Promise<number>((resolve) =>
        server.play((response) => {
          response.on('error', () => undefined);
          response.writeHead(status, { 'content-type': contentType, ...headers });
          void pour(response, begin).then(resolve);
        }),
      );
      const call = { provider: kind, onChunk: streamed ? () => undefined : null };
      const failure = failureOf(await providers.call(chatCall(model, {}, call)));
      expect(failure).toMatchObject({
        class: 'bad_response',
        status,
        message: 'the answer is larger than 32 MiB',
      });
      expect(await poured).toBeLessThan(32 * mebibyte + underWay);
    },
  );
});
