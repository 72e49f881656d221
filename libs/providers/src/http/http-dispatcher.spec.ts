import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { request, type Dispatcher } from 'undici';
import { createHttpDispatcher } from './http-dispatcher.js';

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function listening(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('createHttpDispatcher', () => {
  let provider: Server;
  let proxy: Server;
  let proxied: string[];
  const open = new Set<Dispatcher>();

  beforeEach(async () => {
    proxied = [];
    provider = await listening(createServer((_request, response) => response.end('answer')));
    proxy = createServer(({ url }, response) => {
      proxied.push(new URL(url!).host);
      response.end('answer by way of the proxy');
    });
    await listening(proxy);
  });
  afterEach(async () => {
    for (const dispatcher of open) await dispatcher.destroy();
    open.clear();
    for (const server of [provider, proxy]) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function ask(env: Record<string, string>, host = `127.0.0.1:${portOf(provider)}`): Promise<string> {
    const dispatcher = createHttpDispatcher(undefined, env);
    open.add(dispatcher);
    const { body } = await request(`http://${host}/v1`, { dispatcher });
    return body.text();
  }

  it('goes straight to a provider where no proxy is named', async () => {
    expect(await ask({})).toBe('answer');
    expect(proxied).toEqual([]);
  });

  it.each(['HTTP_PROXY', 'http_proxy'])('goes through the proxy that %s names', async (name) => {
    const env = { [name]: `http://127.0.0.1:${portOf(proxy)}` };
    expect(await ask(env, 'provider.test')).toBe('answer by way of the proxy');
    expect(proxied).toEqual(['provider.test']);
  });

  it('has no more connections to an origin at once than its terms allow', async () => {
    let connections = 0;
    provider.on('connection', () => (connections += 1));
    const dispatcher = createHttpDispatcher({ http2: false, maxConnections: 2 }, {});
    open.add(dispatcher);
    const url = `http://127.0.0.1:${portOf(provider)}`;
    const answers = await Promise.all(Array.from({ length: 6 }, () => request(url, { dispatcher })));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(connections).toBe(2);
  });

  it('goes past it to this machine, and to those that NO_PROXY names', async () => {
    const env = { HTTP_PROXY: `http://127.0.0.1:${portOf(proxy)}`, NO_PROXY: '.internal,provider.test' };
    expect(await ask(env)).toBe('answer');
    await expect(ask(env, 'provider.test')).rejects.toThrow(/ENOTFOUND|EAI_AGAIN/);
    expect(proxied).toEqual([]);
  });
});
