import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChatChunk } from '#contracts';
import type { Completion, Failure, ProviderCall } from '#fallback';
import { createHttpDispatcher } from '../http/http-dispatcher.js';
import { createLightFetch } from '../http/light-fetch.js';
import { ParameterMemory } from '../parameters/parameter-memory.js';
import { stoppedClock } from '../provider-call.fixture.js';
import { GeminiAdapter } from './gemini-adapter.js';

export interface Seen {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

export type Play = (response: ServerResponse, seen: Seen) => void;

/** An adapter over a real socket to a server that plays what it is told. */
export interface GeminiServer {
  readonly adapter: GeminiAdapter;
  readonly baseUrl: string;
  readonly seen: Seen[];
  play(play: Play): void;
  /** A connection of its own, with another key. */
  connect(apiKey: string | null): GeminiAdapter;
  complete(call: ProviderCall): Promise<Completion>;
  /** What a call sends that is answered, and of what it warns. */
  sent(call: ProviderCall): Promise<Seen & Pick<Completion, 'warnings'>>;
  /** The chunks of one call. */
  stream(call: ProviderCall): Promise<ChatChunk[]>;
  failureOf(work: Promise<unknown>): Promise<Failure>;
  stop(): Promise<void>;
}

const unaborted = new AbortController().signal;

export async function startGeminiServer(apiKey = 'AIza-fake-0123'): Promise<GeminiServer> {
  let play: Play = json(200, wholeText('Hi'));
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(pieces).toString()) as Record<string, unknown>;
      const one = { path: request.url ?? '', headers: request.headers, body };
      seen.push(one);
      play(response, one);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const dispatcher = createHttpDispatcher();
  const clock = stoppedClock();
  let ids = 0;
  const connect = (key: string | null): GeminiAdapter =>
    new GeminiAdapter({
      baseUrl,
      apiKey: key,
      fetch: createLightFetch(dispatcher),
      clock,
      randomId: () => String((ids += 1)),
      memory: new ParameterMemory(clock),
    });
  const adapter = connect(apiKey);
  const complete = (call: ProviderCall): Promise<Completion> => adapter.complete(call, unaborted);
  return {
    adapter,
    baseUrl,
    seen,
    connect,
    play: (next) => void (play = next),
    complete,
    async sent(call) {
      play = json(200, wholeText('Hi'));
      const { warnings } = await complete(call);
      return { ...seen.at(-1)!, warnings };
    },
    async stream(call) {
      const { chunks } = await adapter.stream(call, unaborted);
      const told: ChatChunk[] = [];
      for await (const chunk of chunks) told.push(chunk);
      return told;
    },
    failureOf: (work) =>
      work.then(
        () => Promise.reject(new Error('expected a failure, got an answer')),
        (error: unknown) => adapter.classify(error),
      ),
    async stop() {
      await dispatcher.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Google's servers print their JSON so. */
const printed = (body: unknown): string => `${JSON.stringify(body, null, 2)}\n`;

export const verbatim =
  (status: number, headers: Record<string, string>, body: string): Play =>
  (response) => {
    response.writeHead(status, headers).end(body);
  };

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Play =>
  verbatim(status, { 'content-type': 'application/json; charset=UTF-8', ...headers }, printed(body));

/** As Google frames them. */
export const eventBytes = (...events: readonly unknown[]): string =>
  events.map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`).join('');

export const sse = (...events: readonly unknown[]): Play =>
  verbatim(200, { 'content-type': 'text/event-stream' }, eventBytes(...events));

export const usageMetadata = {
  promptTokenCount: 11,
  candidatesTokenCount: 3,
  totalTokenCount: 34,
  thoughtsTokenCount: 20,
  cachedContentTokenCount: 5,
  promptTokensDetails: [{ modality: 'TEXT', tokenCount: 11 }],
};

const stamp = { modelVersion: 'gemini-2.5-flash', responseId: 'resp-1' };

/** One body, or one event, of one candidate. */
export const candidate = (parts: readonly unknown[], rest: object = {}) => ({
  candidates: [{ content: { parts, role: 'model' }, index: 0, ...rest }],
  usageMetadata,
  ...stamp,
});

export const wholeText = (text: string) => candidate([{ text }], { finishReason: 'STOP' });
