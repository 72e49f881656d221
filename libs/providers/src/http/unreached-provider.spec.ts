import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:https';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Failure } from '#fallback';
import { conformingProviders } from '../conformance/conforming-providers.fixture.js';
import { chatCall, failureOf } from '../provider-call.fixture.js';
import { createProviders } from '../provider-registry.js';
import { authority, expired, ofAnother, ofItself, serverKey, sound } from '../../../../test/certificates.js';

const typeOf: Record<string, string> = { gemini: 'ConnectionError', ollama: 'ConnectionError' };

/** What each certificate comes to, and what its message must name. */
const certificates = [
  { name: 'signed by nobody else', cert: ofItself, names: 'NODE_EXTRA_CA_CERTS' },
  { name: 'out of date', cert: expired, names: 'renewed' },
  { name: "of another's name", cert: ofAnother, names: 'base_url' },
];

const closers: (() => unknown)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  closers.push(() => server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A port on which nobody listens, nor can while the test runs: the near end of a connection owns it. */
async function refusingPort(): Promise<number> {
  const socket = connect(await listen(createServer()), '127.0.0.1');
  closers.push(() => socket.destroy());
  await once(socket, 'connect');
  return socket.localPort!;
}

/** An HTTPS server, and how many connections and requests it has seen. */
async function secureServer(cert: string) {
  const seen = { connections: 0, requests: 0 };
  const server = createTlsServer({ key: serverKey, cert }, (_request, response) => {
    seen.requests += 1;
    response.writeHead(418).end('{}');
  });
  server.on('connection', () => (seen.connections += 1));
  return { seen, url: `https://localhost:${await listen(server)}` };
}

const trusted = getCACertificates('default');
beforeAll(() => setDefaultCACertificates([...trusted, authority]));
afterAll(() => setDefaultCACertificates(trusted));

describe.each(conformingProviders)('D3 a provider that is not reached ($kind)', ({ kind, path, model }) => {
  const type = typeOf[kind] ?? 'APIConnectionError';
  const providers = createProviders([
    { name: 'sim', kind, baseUrl: 'http://understudy.invalid', apiKey: 'sk-test-0123456789' },
  ]);
  afterAll(() => providers.close());

  const failAt = async (origin: string, streamed = false): Promise<Failure> => {
    const onChunk = streamed ? () => undefined : null;
    return failureOf(await providers.call(chatCall(model, {}, { baseUrl: `${origin}${path}`, onChunk })));
  };

  it.each([false, true])('refuses the connection (streamed: %s)', async (streamed) => {
    const failure = await failAt(`http://127.0.0.1:${await refusingPort()}`, streamed);
    expect(failure).toMatchObject({ class: 'network', type, status: null, retryAfterMs: null });
    expect(failure.message).toMatch(/ECONNREFUSED.*base_url/);
  });

  it('has a name that does not resolve', async () => {
    const failure = await failAt('http://understudy.invalid');
    expect(failure).toMatchObject({ class: 'network', type });
    expect(failure.message).toMatch(/(?:ENOTFOUND|EAI_AGAIN) understudy\.invalid.*base_url/);
  });

  it('is trusted by a certificate of an authority that is', async () => {
    const { seen, url } = await secureServer(sound);
    expect(await failAt(url)).toMatchObject({ status: 418 });
    expect(seen.requests).toBe(1);
  });

  it.each(certificates)('has a certificate $name, and is asked once', async ({ cert, names }) => {
    const { seen, url } = await secureServer(cert);
    const failure = await failAt(url);
    expect(failure).toMatchObject({ class: 'network', type, status: null });
    expect(failure.message).toMatch(/certificate/);
    expect(failure.message).toContain(names);
    expect(seen).toEqual({ connections: 1, requests: 0 });
  });

  it('does not speak TLS', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const failure = await failAt(`https://127.0.0.1:${await listen(server)}`);
    expect(failure).toMatchObject({ class: 'network', type });
    expect(failure.message).toContain('http://');
  });

  it('resets the connection before its headers', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const failure = await failAt(`http://127.0.0.1:${await listen(server)}`);
    expect(failure).toMatchObject({ class: 'network', type, status: null });
  });

  it.each([false, true])(
    'resets the connection behind its headers: a bad response (streamed: %s)',
    async (streamed) => {
      const contentType = kind === 'ollama' ? 'application/x-ndjson' : 'text/event-stream';
      const head = `HTTP/1.1 200 OK\r\ncontent-type: ${streamed ? contentType : 'application/json'}\r\ncontent-length: 100\r\n\r\n`;
      const server = createServer((socket) =>
        socket.once('data', () => socket.write(head, () => setImmediate(() => socket.resetAndDestroy()))),
      );
      const failure = await failAt(`http://127.0.0.1:${await listen(server)}`, streamed);
      expect(failure).toMatchObject({ class: 'bad_response', status: 200 });
      expect(failure.message).toContain('broke off');
    },
  );

  it('does not speak HTTP, which is a bad response', async () => {
    const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    const failure = await failAt(`http://127.0.0.1:${await listen(server)}`);
    expect(failure).toMatchObject({ class: 'bad_response', type });
  });
});
