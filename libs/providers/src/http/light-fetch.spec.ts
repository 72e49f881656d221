import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Agent } from 'undici';
import { createLightFetch } from './light-fetch.js';

const closers: (() => unknown)[] = [];
afterEach(() => Promise.all(closers.splice(0).map((close) => close())));

/** A fetch, and the address of a server that treats each connection so once a request has come. */
async function answeredBy(answer: (socket: Socket) => void, options: Agent.Options = {}) {
  const server: Server = createServer((socket) => socket.once('data', () => answer(socket)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const dispatcher = new Agent(options);
  closers.push(() => dispatcher.destroy().then(() => void server.close()));
  let connections = 0;
  server.on('connection', () => (connections += 1));
  return {
    connections: () => connections,
    fetch: createLightFetch(dispatcher),
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
  };
}

const head = (length: number, more = ''): string =>
  `HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n${more}\r\n`;

/** Writes each piece once the one before is out. */
function inTurn(socket: Socket, [piece, ...rest]: readonly Uint8Array[]): void {
  if (piece !== undefined) socket.write(piece, () => setImmediate(() => inTurn(socket, rest)));
}

describe('a light fetch', () => {
  it('puts a text together that is cut within its characters', async () => {
    const body = Buffer.from('Grüße 👋');
    const bytes = Array.from(body, (_, at) => body.subarray(at, at + 1));
    const { fetch, url } = await answeredBy((socket) =>
      inTurn(socket, [Buffer.from(head(body.length)), ...bytes]),
    );
    expect(await (await fetch(url)).text()).toBe('Grüße 👋');
  });

  it('passes over what comes before the answer', async () => {
    const { fetch, url } = await answeredBy((socket) =>
      socket.write(`HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${head(2)}ok`),
    );
    const response = await fetch(url);
    expect([response.status, response.headers.get('link'), await response.text()]).toEqual([200, null, 'ok']);
  });

  it('has not been answered where nothing but such came', async () => {
    const { fetch, url } = await answeredBy((socket) => socket.end('HTTP/1.1 103 Early Hints\r\n\r\n'));
    await expect(fetch(url)).rejects.toMatchObject({ errorClass: 'network', status: null });
  });

  it('takes an answer whose headers are in no proper bytes', async () => {
    const { fetch, url } = await answeredBy((socket) => socket.write(`${head(2, 'x-name: Grüße\r\n')}ok`));
    const response = await fetch(url);
    expect(response.headers.get('X-Name')).toContain('Gr');
    expect(await response.text()).toBe('ok');
  });

  it('ends a stream that it paused at its very last byte', async () => {
    const type = 'content-type: text/event-stream\r\n';
    const { fetch, url } = await answeredBy((socket) => socket.write(`${head(9, type)}data: 1\n\n`));
    const { body } = await fetch(url);
    const pieces: Uint8Array[] = [];
    for await (const piece of body!) pieces.push(piece as Uint8Array);
    expect(Buffer.concat(pieces).toString()).toBe('data: 1\n\n');
    expect(pieces).toHaveLength(1);
  });

  it('waits for no connection that is not wanted any more', async () => {
    const { fetch, url } = await answeredBy(() => undefined, { connections: 1 });
    const [first, second] = [new AbortController(), new AbortController()];
    const [underWay, waiting] = [fetch(url, first), fetch(url, second)].map((answer) =>
      answer.catch((error: unknown) => error),
    );
    second.abort();
    expect(await waiting).toMatchObject({ errorClass: 'network' });
    first.abort();
    expect(await underWay).toMatchObject({ errorClass: 'network' });
  });

  it('makes no connection for what was aborted beforehand', async () => {
    const { connections, fetch, url } = await answeredBy((socket) => socket.end(`${head(2)}ok`));
    const signal = AbortSignal.abort();
    await expect(fetch(url, { signal })).rejects.toMatchObject({ errorClass: 'network' });
    expect(await (await fetch(url)).text()).toBe('ok');
    expect(connections()).toBe(1);
  });

  it('rejects, and does not throw, where the address is none', async () => {
    const { fetch } = await answeredBy(() => undefined);
    await expect(fetch('not an address')).rejects.toThrow('Invalid URL');
  });
});
