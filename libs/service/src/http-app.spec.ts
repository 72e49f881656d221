import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createHttpApp, listen } from './http-app.js';

class Nothing {}

const listening = async (httpHost: string, httpPort = 0): Promise<number> => {
  const app = await createHttpApp({ module: Nothing }, pino({ level: 'silent' }));
  closers.push(() => app.close());
  await listen(app, { httpHost, httpPort }, 'ROUTER_PORT');
  return Number(new URL(await app.getUrl()).port);
};
const closers: (() => Promise<void>)[] = [];

describe('listen', () => {
  afterEach(() => Promise.all(closers.splice(0).map((close) => close())));

  it('names the mend when the port is taken', async () => {
    const port = await listening('127.0.0.1');
    await expect(listening('127.0.0.1', port)).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is taken: set ROUTER_PORT to a free one`,
    );
  });

  it.each(['192.0.2.1', 'no.such.host.invalid'])('names the mend when %s is not ours', async (host) => {
    await expect(listening(host)).rejects.toThrow(
      `HTTP_HOST is '${host}', which is no address of this machine: set it to one that is`,
    );
  });
});
