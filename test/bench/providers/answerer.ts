import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anthropicWire } from './anthropic-wire.js';
import { geminiWire } from './gemini-wire.js';
import { ollamaWire } from './ollama-wire.js';
import { openaiWire } from './openai-wire.js';
import type { Wire } from './wire.js';

const wires: readonly Wire[] = [openaiWire, anthropicWire, geminiWire, ollamaWire];

/** Answers a request, whose body has come to its end. */
export type Answer = (wire: Wire, response: ServerResponse) => void;

export const answerWhole: Answer = ({ headers, whole }, response) => {
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(whole),
    ...headers,
  });
  response.end(whole);
};

/**
 * A server of every wire, its connections kept alive. It looks at nothing but a request's path: the less it does, the
 * less it hides what calls cost.
 */
export async function startAnswerer(
  answer: Answer,
  look: (request: IncomingMessage) => void = (request) => void request.resume(),
) {
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const wire = wires.find(({ serves }) => serves(request.url!));
    if (wire === undefined) return void response.writeHead(404).end();
    request.once('end', () => answer(wire, response));
    look(request);
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 });
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
