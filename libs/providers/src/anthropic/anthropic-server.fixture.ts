import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Failure } from '#fallback';
import { createHttpDispatcher } from '../http/http-dispatcher.js';
import { createLightFetch, type Fetch } from '../http/light-fetch.js';
import { ParameterMemory } from '../parameters/parameter-memory.js';
import { chatCall, stoppedClock } from '../provider-call.fixture.js';
import type { ChatStream } from '../provider-adapter.js';
import { ChunkAssembly } from '../streaming/assemble-chunks.js';
import { AnthropicAdapter } from './anthropic-adapter.js';

export const now = Date.parse('2026-11-21T00:00:00Z');
export const key = 'sk-ant-api03-0123456789';

/** What goes over the wire, and how it ends. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How many bytes of the body are sent; all, if it does not say. */
  readonly bytes?: number;
  /** Without its end: `reset` before anything is sent, `cut` behind the bytes, or silence behind them (`hang`). */
  readonly end?: 'reset' | 'cut' | 'hang';
}

export interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
  readonly socket: Socket;
}

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { 'content-type': 'application/json', 'request-id': 'req_011', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** An error as Anthropic words it. */
export const refusal = (
  status: number,
  type: string,
  message: string,
  headers: Record<string, string> = {},
  details?: object,
): Reply =>
  json(
    status,
    {
      type: 'error',
      error: { type, message, ...(details === undefined ? {} : { details }) },
      request_id: 'req_011',
    },
    headers,
  );

export const sse = (body: string): Reply => ({
  status: 200,
  headers: { 'content-type': 'text/event-stream; charset=utf-8', 'request-id': 'req_011' },
  body,
});

export const message = (fields: object = {}): Record<string, unknown> => ({
  id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-5-5',
  container: null,
  content: [{ type: 'text', text: 'Hello there', citations: null }],
  diagnostics: null,
  stop_reason: 'end_turn',
  stop_sequence: null,
  stop_details: null,
  usage: {
    input_tokens: 9,
    cache_creation_input_tokens: null,
    cache_read_input_tokens: null,
    output_tokens: 4,
    output_tokens_details: null,
    service_tier: 'standard',
  },
  ...fields,
});

export interface AnthropicServer {
  readonly url: string;
  readonly received: readonly Received[];
  /** The replies from now on; the last one stays. */
  play(...replies: Reply[]): void;
  adapter(options?: { apiKey?: string | null; fetch?: Fetch; url?: string }): AnthropicAdapter;
  /** The failure of one plain call that meets this reply. */
  failWith(reply: Reply): Promise<Failure>;
  stop(): Promise<void>;
}

export async function startAnthropicServer(): Promise<AnthropicServer> {
  let replies: Reply[] = [json(200, message())];
  const received: Received[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = '';
    for await (const piece of request) text += String(piece);
    const { method, url, headers, socket } = request;
    received.push({ method, url, headers, body: JSON.parse(text) as Received['body'], socket });
    const reply = replies.length > 1 ? replies.shift()! : replies[0]!;
    if (reply.end === 'reset') return void request.socket.resetAndDestroy();
    response.writeHead(reply.status, reply.headers);
    response.flushHeaders();
    const sent = Buffer.from(reply.body).subarray(0, reply.bytes);
    if (reply.end === undefined) return void response.end(sent);
    // Not before it is on its way.
    if (reply.end === 'hang') return void response.write(sent);
    if (sent.length === 0) return void request.socket.destroy();
    response.write(sent, () => request.socket.destroy());
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const dispatcher = createHttpDispatcher();
  const light = createLightFetch(dispatcher);
  const fixture: AnthropicServer = {
    url,
    received,
    play: (...next) => void (replies = next),
    adapter({ apiKey = key, fetch = light, url: baseUrl = url } = {}) {
      const clock = stoppedClock(now);
      const memory = new ParameterMemory(clock);
      return new AnthropicAdapter({ baseUrl, apiKey, fetch, clock, randomId: () => '1', memory });
    },
    async failWith(reply) {
      replies = [reply];
      const before = received.length;
      const adapter = fixture.adapter();
      const failure = await failureOf(adapter, adapter.complete(chatCall('claude-sonnet-5-5'), never()));
      if (received.length !== before + 1) throw new Error(`${received.length - before} calls were sent`);
      return failure;
    },
    async stop() {
      await dispatcher.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return fixture;
}

/** A signal that nobody aborts. */
export const never = (): AbortSignal => new AbortController().signal;

export const failureOf = (adapter: AnthropicAdapter, answer: Promise<unknown>): Promise<Failure> =>
  answer.then(
    (value) => {
      throw new Error(`expected a failure, got ${JSON.stringify(value)}`);
    },
    (error: unknown) => adapter.classify(error),
  );

/** The answer that chunks are the pieces of. */
export async function assemble(chunks: ChatStream['chunks']) {
  const assembly = new ChunkAssembly();
  for await (const chunk of chunks) assembly.add(chunk);
  return assembly.whole();
}
