import { once } from 'node:events';
import { createSecureServer, type Http2SecureServer, type Http2ServerResponse } from 'node:http2';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Agent, request, type Dispatcher } from 'undici';
import { authority, serverKey, sound } from '../../../../test/certificates.js';
import { createHttpDispatcher } from './http-dispatcher.js';
import { sharedConnections } from './shared-connections.js';

const trusted = getCACertificates('default');
beforeAll(() => setDefaultCACertificates([...trusted, authority]));
afterAll(() => setDefaultCACertificates(trusted));

const shared = { http2: true, maxConnections: null };

let server: Http2SecureServer;
let url: string;
let connections: number;
/** Answers to /later that nobody has given yet. */
let later: Http2ServerResponse[];
const closers: (() => unknown)[] = [];

const portOf = (listening: Server): number => (listening.address() as AddressInfo).port;

beforeEach(async () => {
  connections = 0;
  later = [];
  server = createSecureServer({ key: serverKey, cert: sound, allowHTTP1: true }, (incoming, response) => {
    if (incoming.url !== '/later') return void response.end(incoming.httpVersion);
    later.push(response);
    server.emit('waiting');
  });
  server.on('secureConnection', () => (connections += 1));
  server.on('session', (session) => closers.push(() => session.destroy()));
  server.listen(0, '127.0.0.1');
  closers.push(() => server.close());
  await once(server, 'listening');
  url = `https://localhost:${portOf(server)}`;
});
afterEach(() => Promise.all(closers.splice(0).map((close) => close())));

function use(dispatcher: Dispatcher): Dispatcher {
  closers.unshift(() => dispatcher.destroy());
  return dispatcher;
}

async function ask(dispatcher: Dispatcher, path = '/', signal: AbortSignal | null = null): Promise<string> {
  const { body } = await request(`${url}${path}`, { dispatcher, method: 'POST', body: '{}', signal });
  return body.text();
}

describe('connections of HTTP/2', () => {
  it('are only for providers whose config says so', async () => {
    expect(await ask(use(createHttpDispatcher()))).toBe('1.1');
  });

  it('are shared by all calls', async () => {
    const dispatcher = use(createHttpDispatcher(shared));
    expect(await Promise.all(Array.from({ length: 20 }, () => ask(dispatcher)))).toEqual(
      Array.from({ length: 20 }, () => '2.0'),
    );
    expect(connections).toBe(1);
  });

  it('outlive an abort of one of their calls', async () => {
    const dispatcher = use(createHttpDispatcher(shared));
    const caller = new AbortController();
    const aborted = ask(dispatcher, '/later', caller.signal);
    await once(server, 'waiting');
    const other = ask(dispatcher, '/later');
    await once(server, 'waiting');
    const closed = once(later[0]!, 'close');
    caller.abort();
    await expect(aborted).rejects.toThrow('aborted');
    await closed;
    later[1]!.end('whole');
    expect(await other).toBe('whole');
    expect(connections).toBe(1);
  });

  it('end what they have begun when the server wants no more, and new calls go to a new one', async () => {
    const dispatcher = use(createHttpDispatcher(shared));
    const begun = ask(dispatcher, '/later');
    await once(server, 'waiting');
    later[0]!.stream.session!.goaway();
    later[0]!.end('whole');
    expect(await begun).toBe('whole');
    expect(await ask(dispatcher)).toBe('2.0');
    expect(connections).toBe(2);
  });

  it('are given up when they are dead, with the calls on them; the next call has a new one', async () => {
    const swallowed = new Set<Socket>();
    const relay = createServer((socket) => {
      const onwards = connect(portOf(server), '127.0.0.1');
      socket.on('data', (bytes) => swallowed.has(socket) || onwards.write(bytes));
      onwards.on('data', (bytes) => swallowed.has(socket) || socket.write(bytes));
      for (const side of [socket, onwards]) side.on('error', () => undefined);
      socket.on('close', () => onwards.destroy());
      closers.push(() => socket.destroy());
      open.push(socket);
    });
    const open: Socket[] = [];
    relay.listen(0, '127.0.0.1');
    closers.push(() => relay.close());
    await once(relay, 'listening');
    url = `https://localhost:${portOf(relay)}`;

    const dispatcher = use(new Agent({ headersTimeout: 0, ...sharedConnections(10_000, 250) }));
    expect(await ask(dispatcher)).toBe('2.0');
    swallowed.add(open[0]!);
    await expect(ask(dispatcher)).rejects.toThrow('the connection is dead');
    expect(await ask(dispatcher)).toBe('2.0');
    expect(open).toHaveLength(2);
  });
});
