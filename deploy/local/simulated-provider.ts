import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anthropicWire } from './simulated-anthropic.js';
import { behaviourByModel, simulatedModels, type Behaviour } from './simulated-behaviour.js';
import { SimulatedJournal, type SimulatedCall } from './simulated-call.js';
import { behave, send } from './simulated-exchange.js';
import { geminiWire } from './simulated-gemini.js';
import { ollamaWire } from './simulated-ollama.js';
import { openaiWire } from './simulated-openai.js';
import { routeOf, type SimulatedRoute } from './simulated-routes.js';
import { jsonReply, type Reply, type WireFormat } from './simulated-wire.js';

export type { Behaviour } from './simulated-behaviour.js';
export type { SimulatedCall } from './simulated-call.js';

export interface SimulatedProviderOptions {
  /** 0 for any free port. */
  readonly port?: number;
  /** What to do with a call; by default its model's name decides. */
  readonly respond?: (call: SimulatedCall) => Behaviour;
  /** How many of the newest calls the journal keeps. */
  readonly journalLimit?: number;
}

export interface SimulatedProvider {
  readonly port: number;
  readonly url: string;
  /** What the openai SDK takes as its base URL. */
  readonly openaiBaseUrl: string;
  readonly ollamaUrl: string;
  /** The newest calls, oldest first. */
  readonly calls: readonly SimulatedCall[];
  /** How many calls came, for one model or in all; it forgets none. */
  readonly count: (model?: string) => number;
  readonly stop: () => Promise<void>;
}

const modelNames = Object.keys(simulatedModels);
const version = jsonReply(200, { version: '0.0.0-simulated' });
const listings: ReadonlySet<string> = new Set(['/v1/models', '/v1beta/models', '/api/tags']);

/** Whose words are spoken at a path that is no call's. */
function wireAt(path: string, headers: IncomingHttpHeaders): WireFormat {
  if (path.startsWith('/api/')) return ollamaWire;
  if (path.startsWith('/v1beta/')) return geminiWire;
  return headers['anthropic-version'] === undefined ? openaiWire : anthropicWire;
}

function pageAt(method: string, path: string, headers: IncomingHttpHeaders): Reply {
  const wire = wireAt(path, headers);
  if (method === 'GET' && path === '/api/version') return version;
  if (method === 'GET' && listings.has(path)) return wire.models(modelNames);
  return wire.notFound(`${method} ${path}`);
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
}

/** The journal's entry of a call; it learns from the response how the call ended. */
function observe(
  { format, operation, model }: SimulatedRoute,
  request: IncomingMessage,
  response: ServerResponse,
  body: Record<string, unknown>,
): SimulatedCall {
  let aborted = false;
  const ended = new Promise<'answered' | 'aborted'>((resolve) => {
    response.once('close', () => {
      aborted = !response.writableFinished;
      resolve(aborted ? 'aborted' : 'answered');
    });
  });
  return {
    format,
    operation,
    path: request.url ?? '/',
    model: model ?? (typeof body['model'] === 'string' ? body['model'] : ''),
    body,
    headers: request.headers,
    startedAt: Date.now(),
    ended,
    get aborted() {
      return aborted;
    },
  };
}

/**
 * A provider on 127.0.0.1 that speaks the wire formats of OpenAI, Azure, Anthropic, Gemini and Ollama and calls no model:
 * it answers, refuses or fails as its models' names, or `respond`, say.
 */
export async function startSimulatedProvider({
  port = 0,
  respond = behaviourByModel,
  journalLimit = 20_000,
}: SimulatedProviderOptions = {}): Promise<SimulatedProvider> {
  const journal = new SimulatedJournal(journalLimit);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET' } = request;
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const route = routeOf(method, pathname);
    if (route === null) return send(response, pageAt(method, pathname, request.headers));
    const call = observe(route, request, response, await readBody(request));
    journal.add(call);
    behave(call, respond(call), response);
  }

  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (request, response) => {
    serve(request, response).catch((error: unknown) => {
      // A client that goes away while it sends, a body that is not JSON: the one has no use for an answer.
      if (!response.headersSent)
        send(response, jsonReply(400, { error: { message: String(error), type: 'invalid_request_error' } }));
    });
  });
  server.listen({ port, host: '127.0.0.1', backlog: 4_096 });
  await once(server, 'listening');

  const taken = (server.address() as AddressInfo).port;
  const url = `http://127.0.0.1:${taken}`;
  return {
    port: taken,
    url,
    openaiBaseUrl: `${url}/v1`,
    ollamaUrl: url,
    calls: journal.calls,
    count: (model) => journal.count(model),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
