import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { useHealth } from './use-health.js';

const health = useHealth();

const settings = {
  name: 'Engineering Dept',
  allowed_models: ['openai/gpt-4-turbo', 'gpt-4o'],
  default_model: 'openai/gpt-4o-mini',
  chain: null,
  admins: ['ada@acme.example'],
  budgets: { daily_usd: 5 },
  keys: { openai: 'ACME_OPENAI_KEY' },
};

describe('organizations over HTTP (A1, A2)', () => {
  it('are made, shown, replaced and deleted', async () => {
    const replica = await health.start();
    const path = `/v1/organizations/${encodeURIComponent('acme & co/1')}`;
    const organization = { org: 'acme & co/1', ...settings };
    expect(await replica.get('/v1/organizations')).toEqual({
      status: 200,
      body: { organizations: [], unreadable: [] },
    });
    expect(await replica.get(path)).toMatchObject({
      status: 404,
      body: { error: { message: "there is no organization 'acme & co/1'" } },
    });

    expect(await replica.put(path, settings)).toMatchObject({ status: 201, body: organization });
    expect(await replica.get(path)).toEqual({ status: 200, body: organization });
    const shown = (await replica.get(path)).body;
    expect(await replica.put(path, { ...shown, name: 'Acme' })).toMatchObject({
      status: 200,
      body: { ...organization, name: 'Acme' },
    });
    await replica.put('/v1/organizations/globex', { name: 'Globex' });
    expect((await replica.get('/v1/organizations')).body).toMatchObject({
      organizations: [
        { name: 'Acme' },
        { org: 'globex', allowed_models: null, default_model: null, keys: {} },
      ],
    });

    expect(await replica.delete(path)).toMatchObject({ status: 204, body: '' });
    expect(await replica.delete(path)).toMatchObject({ status: 404 });
    expect(await replica.get(path)).toMatchObject({ status: 404 });
    expect(await replica.get('/v1/organizations/a%00b')).toMatchObject({ status: 404 });

    const written = replica.lines.filter(({ org }) => org !== undefined);
    expect(written.map(({ remote, msg }) => [remote, msg])).toEqual([
      ['127.0.0.1', 'Organization acme & co/1 was created'],
      ['127.0.0.1', 'Organization acme & co/1 was replaced'],
      ['127.0.0.1', 'Organization globex was created'],
      ['127.0.0.1', 'Organization acme & co/1 was deleted'],
    ]);
    expect(JSON.stringify(written)).not.toContain('ada@acme.example');
  });

  it('have names of any letters and of 256 characters; an address that is none is refused like all else', async () => {
    const replica = await health.start();
    const path = `/v1/organizations/${encodeURIComponent('😀'.repeat(128))}`;
    expect(await replica.put(path, settings)).toMatchObject({ status: 201 });
    expect(await replica.get(path)).toMatchObject({ status: 200, body: { name: 'Engineering Dept' } });
    expect(await replica.delete(path, undefined, { 'content-type': 'application/json' })).toMatchObject({
      status: 204,
    });
    for (const broken of ['50%', '%ff', 'x'.repeat(5_000)]) {
      const { status, body } = await replica.get(`/v1/organizations/${broken}`);
      expect([400, 404, 414]).toContain(status);
      expect(body).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
    }
  });

  it('that nobody can read neither hide the others nor are hidden', async () => {
    const replica = await health.start();
    await replica.put('/v1/organizations/sound', settings);
    const pool = new pg.Pool({ connectionString: health.stack.databaseUrl, max: 1 });
    await pool.query(
      `INSERT INTO understudy.organizations (org, name, admins) VALUES ('broken', 'x', '{nobody}')`,
    );
    await pool.end();
    expect((await replica.get('/v1/organizations')).body).toMatchObject({
      organizations: expect.arrayContaining([expect.objectContaining({ org: 'sound' })]),
      unreadable: [{ org: 'broken', problems: [expect.stringContaining('admins.0')] }],
    });
    expect(await replica.get('/v1/organizations/broken')).toMatchObject({
      status: 500,
      body: { error: { code: 'unreadable', message: expect.stringContaining('save the organization anew') } },
    });
    await replica.put('/v1/organizations/broken', settings);
    expect(await replica.get('/v1/organizations/broken')).toMatchObject({ status: 200 });
  });

  it('are refused with every problem, and then nothing is stored', async () => {
    const { put, get } = await health.start();
    const shapeless = await put('/v1/organizations/initech', {
      name: '',
      admins: ['nobody'],
      keys: { openai: 'sk-live-1234' },
      colour: 'red',
    });
    expect(shapeless.status).toBe(400);
    expect(shapeless.body.error.problems).toHaveLength(4);
    expect(shapeless.body.error.problems).toContainEqual(expect.stringMatching(/^admins\.0: /));
    expect(JSON.stringify(shapeless.body)).not.toContain('sk-live-1234');

    const unknown = await put('/v1/organizations/initech', {
      ...settings,
      org: 'acme',
      default_model: 'opnai/gpt-4o',
      chain: 'suport',
    });
    expect(unknown.status).toBe(400);
    expect(unknown.body.error.problems).toEqual([
      "org: the address names 'initech', and the body 'acme'",
      expect.stringMatching(/^default_model: no provider is called 'opnai'; known are ollama, openai, /),
      expect.stringMatching(/^chain: no chain is called 'suport'/),
    ]);
    expect(await put('/v1/organizations/a%00b', settings)).toMatchObject({ status: 400 });
    expect((await get('/v1/organizations/initech')).status).toBe(404);
  });
});
