import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface WireRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

export type WireAnswer = (response: ServerResponse, request: WireRequest) => void;

/** A server that answers with the bytes that a test gives it, whatever the path. */
export interface WireServer {
  readonly url: string;
  readonly requests: readonly WireRequest[];
  /** How many connections were made to it. */
  readonly connections: number;
  /** What it does from now on. */
  play(answer: WireAnswer): void;
  stop(): Promise<void>;
}

export async function startWireServer(): Promise<WireServer> {
  let answer: WireAnswer = (response) => void response.destroy();
  let connections = 0;
  const requests: WireRequest[] = [];
  const server = createServer({ requestTimeout: 0 }, (incoming, response) => {
    const pieces: Buffer[] = [];
    incoming.on('data', (piece: Buffer) => pieces.push(piece));
    incoming.on('end', () => {
      const body = JSON.parse(Buffer.concat(pieces).toString()) as WireRequest['body'];
      const request = { path: incoming.url ?? '', headers: incoming.headers, body };
      requests.push(request);
      answer(response, request);
    });
  });
  server.on('connection', () => (connections += 1));
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 });
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get connections() {
      return connections;
    },
    play: (next) => void (answer = next),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A complete answer. */
export const reply =
  (status: number, body: unknown, headers: Record<string, string> = {}): WireAnswer =>
  (response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body));

/** A complete stream of events, each an object or the text of its line. */
export const events = (...payloads: readonly unknown[]): string =>
  payloads.map((one) => `data: ${typeof one === 'string' ? one : JSON.stringify(one)}\n\n`).join('');

export const eventStream = (body: string): WireAnswer =>
  reply(200, body, { 'content-type': 'text/event-stream' });

/** The connection itself, for bytes that are no HTTP of Node's. */
export function socketOf(response: ServerResponse): Socket {
  if (response.socket === null) throw new Error('the connection is gone');
  return response.socket;
}
