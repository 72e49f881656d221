import { once } from 'node:events';
import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Agent } from 'undici';
import { conformingProviders } from '../conformance/conforming-providers.fixture.js';
import { chatCall, failureOf } from '../provider-call.fixture.js';
import { createProviders } from '../provider-registry.js';
import { createLightFetch, type Fetch } from './light-fetch.js';

const closers: (() => unknown)[] = [];
afterEach(() => Promise.all(closers.splice(0).map((close) => close())));

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  closers.push(() => server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Waits for a connection for ever. */
function patientFetch(connections: number | null = null): Fetch {
  const agent = new Agent({ connectTimeout: 0, headersTimeout: 0, allowH2: false, connections });
  closers.push(() => agent.destroy());
  return createLightFetch(agent);
}

describe('D3 a call that waits for its connection', () => {
  it('ends with its signal while the connection comes about', async () => {
    const silent = createServer((socket) => closers.push(() => socket.destroy()));
    const connected = once(silent, 'connection');
    const caller = new AbortController();
    const url = `https://127.0.0.1:${await listen(silent)}`;
    const answer = patientFetch()(url, { signal: caller.signal });
    await connected;
    caller.abort();
    await expect(answer).rejects.toThrow('aborted');
  });

  it('ends with its signal while others have all connections, and is never sent', async () => {
    const seen: string[] = [];
    const unanswered: ServerResponse[] = [];
    const server = createHttpServer(({ url }, response) => {
      seen.push(url!);
      unanswered.push(response);
      server.emit('asked');
    });
    const origin = `http://127.0.0.1:${await listen(server)}`;
    const fetch = patientFetch(2);
    const asked = once(server, 'asked').then(() => (unanswered.length < 2 ? once(server, 'asked') : null));
    const first = fetch(`${origin}/first`);
    const second = fetch(`${origin}/second`);
    await asked;

    const caller = new AbortController();
    const third = fetch(`${origin}/third`, { signal: caller.signal });
    const fourth = fetch(`${origin}/fourth`);
    caller.abort();
    await expect(third).rejects.toThrow('aborted');

    const next = once(server, 'asked');
    unanswered.splice(0).forEach((response) => response.end());
    await next;
    unanswered.splice(0).forEach((response) => response.end());
    for (const answer of await Promise.all([first, second, fourth])) expect(answer.status).toBe(200);
    expect(seen.toSorted()).toEqual(['/first', '/fourth', '/second']);
  });

  it.each(conformingProviders)('has none when it was aborted beforehand ($kind)', async ({ kind, model }) => {
    let connections = 0;
    const silent = createServer((socket) => closers.push(() => socket.destroy()));
    silent.on('connection', () => (connections += 1));
    const baseUrl = `https://127.0.0.1:${await listen(silent)}`;
    const providers = createProviders([{ name: 'sim', kind, baseUrl, apiKey: 'k' }]);
    closers.push(() => providers.close());
    const failure = failureOf(await providers.call(chatCall(model, {}, { signal: AbortSignal.abort() })));
    expect(failure.class).toBe('cancelled');
    expect(connections).toBe(0);
  });
});
