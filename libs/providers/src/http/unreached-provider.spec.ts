import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Failure } from '#fallback';
import { chatCall, failureOf } from '../provider-call.fixture.js';
import { createProviders } from '../provider-registry.js';
import { startScriptedProvider, type ScriptedProvider } from '../scripted-provider.fixture.js';

const kinds = [
  { kind: 'openai', type: 'APIConnectionError' },
  { kind: 'ollama', type: 'ConnectionError' },
] as const;

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

describe.each(kinds)('D3 a provider that is not reached ($kind)', ({ kind, type }) => {
  let scripted: ScriptedProvider;
  const providers = createProviders([{ name: 'sim', kind, baseUrl: null, apiKey: 'sk-test-0123456789' }]);
  beforeAll(async () => {
    scripted = await startScriptedProvider(kind, null);
  });
  afterAll(async () => {
    await providers.close();
    await scripted.stop();
  });

  const failAt = async (baseUrl: string): Promise<Failure> =>
    failureOf(await providers.call(chatCall('some-model', {}, { baseUrl })));

  it('refuses the connection', async () => {
    const failure = await failAt(`http://127.0.0.1:${await refusingPort()}`);
    expect(failure).toMatchObject({ class: 'network', type, status: null, retryAfterMs: null });
    expect(failure.message).toContain('ECONNREFUSED');
  });

  it('has a name that does not resolve', async () => {
    const failure = await failAt('http://understudy.invalid');
    expect(failure).toMatchObject({ class: 'network', type });
  });

  it('fails the TLS handshake', async () => {
    const failure = await failAt(scripted.server.url.replace('http:', 'https:'));
    expect(failure).toMatchObject({ class: 'network', type });
  });

  it('resets the connection before its headers', async () => {
    const failure = await scripted.failWith({ kind: 'reset', when: 'before-headers' });
    expect(failure).toMatchObject({ class: 'network', type, status: null });
  });

  it('does not speak HTTP, which is a bad response', async () => {
    const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    const failure = await failAt(`http://127.0.0.1:${await listen(server)}`);
    expect(failure).toMatchObject({ class: 'bad_response', type });
  });
});
