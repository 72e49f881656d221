import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { AdminApi } from './admin-api.js';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

let server: Server | null = null;
afterEach(() => void server?.close());

/** A service that answers everything alike, and what it was asked. */
async function answering(status: number, body: string): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  server = createServer((request: IncomingMessage, response) => {
    void text(request).then((sent) => {
      const { method = '', url = '', headers } = request;
      asked.push({ method, url, authorization: headers.authorization, body: sent });
      response.writeHead(status).end(body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe('the client of the health service', () => {
  it('asks below the address that it was given, with the token, and with names as they are', async () => {
    const { url, asked } = await answering(200, '{"until":"2026-11-21T05:00:00.000Z"}');
    await AdminApi.of(`${url}/understudy/`, { ADMIN_TOKEN: ' s3cret ' }).force('a/b', 60);
    expect(asked).toEqual([
      {
        method: 'POST',
        url: '/understudy/v1/providers/a%2Fb/force',
        authorization: 'Bearer s3cret',
        body: '{"duration_seconds":60}',
      },
    ]);
  });

  it('sends no token when there is none', async () => {
    const { url, asked } = await answering(204, '');
    await AdminApi.of(undefined, { HEALTH_URL: url, ADMIN_TOKEN: '' }).deleteOrganization('acme');
    expect(asked).toMatchObject([{ method: 'DELETE', authorization: undefined, body: '' }]);
  });

  it.each([
    [200, '<html></html>', /is no health service of this version: --url or HEALTH_URL/],
    [502, '<html></html>', /^HTTP 502$/],
    [403, '{"error":{"message":"set ADMIN_TOKEN"}}', /^set ADMIN_TOKEN$/],
    [400, '{"error":{"message":"a; b","problems":["a","b"]}}', /^\n {2}- a\n {2}- b$/],
    [401, '{"error":{"message":"no"}}', /wants a token: set ADMIN_TOKEN/],
  ])('tells %i %s so that it can be mended', async (status, body, message) => {
    const { url } = await answering(status, body);
    await expect(AdminApi.of(url, {}).status()).rejects.toThrow(message);
  });
});
