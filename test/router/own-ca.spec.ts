import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { afterAll, expect, it } from '@jest/globals';
import { authority, serverKey, sound } from '../certificates.js';
import { useStack } from './use-stack.js';

const stack = useStack();
const folder = mkdtempSync(join(tmpdir(), 'own-ca-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  { name: 'is called by a router that knows it', known: true, topic: 'responses' },
  {
    name: 'is not called by one that does not, and that says how to mend it',
    known: false,
    topic: 'failures',
  },
])("a provider under an authority of one's own $name", async ({ known, topic }) => {
  const provider = await stack.startProvider();
  const front = createServer({ key: serverKey, cert: sound }, (socket) => {
    const onwards = connect(provider.port, '127.0.0.1');
    for (const side of [socket, onwards]) side.on('error', () => socket.destroy());
    socket.pipe(onwards).pipe(socket);
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  const file = join(folder, 'authority.pem');
  writeFileSync(file, authority);
  await stack.start('router', {
    OPENAI_API_KEY: 'sk-test-not-a-real-key',
    OPENAI_BASE_URL: `https://localhost:${(front.address() as AddressInfo).port}/v1`,
    OPENAI_MODEL_NAME: 'sim-fast',
    ...(known ? { NODE_EXTRA_CA_CERTS: file } : {}),
  });

  const request = {
    custom_id: `known-${known}`,
    url: '/v1/chat/completions',
    body: { messages: [{ role: 'user', content: 'Hello' }] },
  };
  await stack.log.ask(request);
  const end = await stack.log.endOf(request.custom_id);
  expect(end.topic).toBe(topic);
  expect(provider.count()).toBe(known ? 1 : 0);
  if (!known) expect(JSON.stringify(end.value)).toContain('NODE_EXTRA_CA_CERTS');
  front.close();
});
