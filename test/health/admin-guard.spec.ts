import { describe, expect, it } from '@jest/globals';
import { useHealth, type Answer, type Replica } from './use-health.js';

const health = useHealth();
const token = 'an-admin-token';
const bearer = { authorization: `Bearer ${token}` };

/** A replica, and an organization that can be replaced and deleted. */
async function start(adminToken: string | null): Promise<Replica> {
  const replica = await health.start({ adminToken });
  await replica.put('/v1/organizations/acme', { name: 'Acme' }, bearer);
  return replica;
}

/** Every write of the API. */
const writes: [name: string, (replica: Replica, headers?: Record<string, string>) => Promise<Answer>][] = [
  [
    'B5 force',
    (replica, headers) => replica.post('/v1/providers/openai/force', { duration_seconds: 1 }, headers),
  ],
  ['B6 clear', (replica, headers) => replica.delete('/v1/preferences', undefined, headers)],
  [
    'B7 report',
    (replica, headers) => replica.post('/v1/providers/openai/reports', { outcome: 'succeeded' }, headers),
  ],
  [
    'organization, replaced',
    (replica, headers) => replica.put('/v1/organizations/acme', { name: 'Acme' }, headers),
  ],
  [
    'organization, deleted',
    (replica, headers) => replica.delete('/v1/organizations/acme', undefined, headers),
  ],
  [
    'silence, added',
    (replica, headers) =>
      replica.post(
        '/v1/silences',
        { matchers: [{ name: 'org', value: 'a' }], duration_seconds: 1, by: 'ada', comment: 'no' },
        headers,
      ),
  ],
];

describe('a health service with an admin token', () => {
  it.each(writes)('%s needs it', async (_name, write) => {
    const replica = await start(token);
    const refused = await write(replica);
    expect(refused).toMatchObject({
      status: 401,
      body: { error: { code: 'unauthorized', message: expect.stringContaining('Authorization: Bearer') } },
      headers: { 'www-authenticate': 'Bearer' },
    });
    expect(await write(replica, { authorization: 'Bearer another' })).toMatchObject({ status: 401 });
    const before = replica.lines.length;
    expect((await write(replica, bearer)).status).toBeLessThan(300);
    const told = replica.lines.slice(before).filter(({ remote }) => remote !== undefined);
    expect(told).toMatchObject([{ level: 30, remote: '127.0.0.1' }]);
    expect(JSON.stringify(replica.lines)).not.toMatch(/an-admin-token|another/);
  });

  it('lets everybody read', async () => {
    const { get } = await health.start({ adminToken: token });
    for (const path of ['/v1/status', '/v1/alerts', '/v1/organizations', '/live', '/ready', '/metrics']) {
      expect({ path, status: (await get(path)).status }).toEqual({ path, status: 200 });
    }
  });
});

describe('a health service without an admin token', () => {
  it.each(writes)(
    '%s is answered on this machine, and never to a web page of another site',
    async (_name, write) => {
      const replica = await start(null);
      expect(await write(replica, { origin: 'https://evil.example' })).toMatchObject({
        status: 403,
        body: { error: { code: 'forbidden', message: expect.stringContaining('ADMIN_TOKEN') } },
      });
      expect((await write(replica)).status).toBeLessThan(300);
    },
  );
});

describe('a body that is no JSON', () => {
  it('is a 400', async () => {
    const { url } = await health.start();
    const response = await fetch(`${url}/v1/providers/openai/force`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'bad_request' } });
  });
});
