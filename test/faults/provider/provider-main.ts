import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { startSimulatedProvider } from '../../../deploy/local/simulated-provider.js';
import { ready } from '../../bench/apart.js';
import { CallBook } from './call-book.js';
import type { Rule } from './rule.js';

// The provider as a process of its own, and beside it a port on which a test says how it behaves.
const book = new CallBook(process.argv[2]!);
const provider = await startSimulatedProvider({ respond: (call) => book.respond(call), journalLimit: 1 });

const orders: Readonly<Record<string, (request: IncomingMessage, query: URLSearchParams) => unknown>> = {
  'PUT /rules': async (request) => void (book.rules = (await json(request)) as Rule[]),
  'POST /release': () => book.release(),
  'GET /calls': () => book.calls,
  'GET /until': (_request, query) =>
    book.until(Number(query.get('count')), query.get('requests') ?? '', query.has('ended')),
};

async function obey(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
  const told = await orders[`${request.method} ${pathname}`]!(request, searchParams);
  response.end(JSON.stringify(told ?? null));
}

const control = createServer({ requestTimeout: 0 }, (request, response) => {
  obey(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
});
control.listen(0, '127.0.0.1');
await once(control, 'listening');
const { port } = control.address() as AddressInfo;
ready({ url: provider.url, control: `http://127.0.0.1:${port}` });
