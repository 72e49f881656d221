import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { pino } from 'pino';
import { SpendingBook } from '#postgres';
import { freePort } from '../../deploy/local/free-port.js';
import { startUnderstudy, understudy } from '../router/understudy.js';
import { attempt } from './records.js';
import { providers, useHealth } from './use-health.js';

const health = useHealth();
const { log, environment } = health.stack;

describe('the CLI of operators', () => {
  it('B5 B6 B7 B8 shows the status, forces, reports and clears', async () => {
    const { url } = await health.start();
    const env = { HEALTH_URL: `${url}/` };
    const forced = await understudy(['force', 'openai', '--for', '10m'], env);
    expect(forced).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^openai is tried first until 2/),
    });
    await log.until(() => log.on('control').length > 0);
    const { until } = log.on('control')[0]!.value as { until: string };
    expect(Math.abs(Date.parse(until) - Date.now() - 600_000)).toBeLessThan(30_000);

    const words = ['report', 'openai', 'failed', '--error', 'auth', '--context', 'by hand', '--model', 'o3'];
    const said = await understudy([...words, '--json'], env);
    expect(JSON.parse(said.out)).toEqual({
      type: 'report',
      provider: 'openai',
      outcome: 'failed',
      error: 'auth',
      context: 'by hand',
      model: 'o3',
    });
    await log.until(() => health.healthOf('openai/*').length > 0);
    let status = await understudy(['status'], env);
    // The log has it a moment before the database does.
    while (!/^openai +no +no /m.test(status.out)) status = await understudy(['status'], env);
    expect(status).toMatchObject({ code: 0, err: '' });
    expect(status.out).toMatch(
      /^PRIMARY +FALLBACK +PREFERRED +FORCED\nollama +openai +openai +openai until 2/,
    );
    expect(status.out).toMatch(/^openai +no +no +yes$/m);
    expect(status.out).toMatch(/^openai\/o3 +down .* 1 of 1 +auth: /m);

    expect(await understudy(['clear'], env)).toMatchObject({
      code: 0,
      out: expect.stringContaining('order'),
    });
    await log.until(() => health.healthOf('openai/o3').at(-1)!.state === 'healthy');
    const json = JSON.parse((await understudy(['status', '--json', '--url', url], {})).out) as object;
    expect(json).toMatchObject({ primary: 'ollama', preferred: 'ollama', forced: null });
  });

  it('sets an organization from what it showed of it, lists and deletes it', async () => {
    const { url } = await health.start({ adminToken: 'an-admin-token' });
    const env = { HEALTH_URL: url, ADMIN_TOKEN: 'an-admin-token' };
    const settings = { name: 'Acme', default_model: 'openai/gpt-4o', admins: ['ada@acme.example'] };
    expect(await understudy(['orgs', 'set', 'acme', '-'], env, JSON.stringify(settings))).toMatchObject({
      code: 0,
    });
    const shown = (await understudy(['orgs', 'show', 'acme', '--json'], env)).out;
    expect(JSON.parse(shown)).toMatchObject({ org: 'acme', ...settings });
    expect(await understudy(['orgs', 'set', 'acme', '-'], env, shown)).toMatchObject({ code: 0, err: '' });
    const list = await understudy(['orgs', 'list'], env);
    expect(list.out).toMatch(/^ORG +NAME .*\nacme +Acme +openai\/gpt-4o +none +all\n$/);
    expect(await understudy(['orgs', 'delete', 'acme'], env)).toMatchObject({ code: 0 });
    expect(await understudy(['orgs', 'show', 'acme'], env)).toEqual({
      code: 1,
      out: '',
      err: "understudy: there is no organization 'acme'\n",
    });
  });

  it('names the mend on one line when nobody answers, or when its token is not the right one', async () => {
    const { url } = await health.start({ adminToken: 'an-admin-token' });
    const closed = `http://127.0.0.1:${await freePort()}`;
    for (const [env, mend] of [
      [{ HEALTH_URL: closed }, /ECONNREFUSED.*`npm start`.*HEALTH_URL/],
      [{ HEALTH_PORT: new URL(closed).port }, /ECONNREFUSED/],
      [{ HEALTH_URL: url }, /wants a token: set ADMIN_TOKEN/],
      [{ HEALTH_URL: url, ADMIN_TOKEN: 'another' }, /wants another token: set ADMIN_TOKEN/],
      [{ HEALTH_URL: 'localhost:8090' }, /'localhost:8090' is no address/],
    ] as const) {
      const { code, out, err } = await understudy(['clear'], env);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toMatch(mend);
      expect(err).toMatch(/^understudy: .*\n$/);
    }
  });

  it('tells every problem of an organization', async () => {
    const { url } = await health.start();
    const settings = JSON.stringify({ name: 'Acme', chain: 'none', default_model: 'x' });
    const { code, err } = await understudy(['orgs', 'set', 'acme', '-'], { HEALTH_URL: url }, settings);
    expect(code).toBe(1);
    expect(err.match(/^ {2}- (chain|default_model): /gm)).toHaveLength(2);
    const broken = await understudy(['orgs', 'set', 'acme', '-'], { HEALTH_URL: url }, '{');
    expect(broken).toMatchObject({ code: 1, err: expect.stringContaining('Standard input is no JSON') });
  });
});

describe('the CLI on the log', () => {
  it('takes topics with their prefix, shows times, and ends in silence when nobody reads on', async () => {
    await health.attempts(attempt({ model: 'seen' }));
    const child = startUnderstudy(['tail', '--from-beginning', `${log.prefix}attempts`], environment);
    const [err, exit] = [text(child.stderr), once(child, 'exit')];
    const [first] = (await once(child.stdout, 'data')) as [Buffer];
    expect(first.toString()).toMatch(
      /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ {4}attempt acme\/[-0-9a-f]+ {2}1\/2 openai\/\w+ {2}succeeded/,
    );
    child.stdout.destroy();
    await health.attempts(attempt({ model: 'unread' }));
    expect(await exit).toEqual([0, null]);
    expect(await err).toBe(`Following ${log.prefix}attempts; Ctrl-C ends it.\n`);
  });
});

describe('understudy explain', () => {
  const request = {
    custom_id: 'e-1',
    url: '/v1/chat/completions',
    org: 'acme',
    session: 's-1',
    body: {
      model: 'openai/gpt-4o',
      messages: [{ role: 'user', content: 'a secret question' }],
      max_tokens: 100,
    },
  };

  it('prints the plan by what the database knows of the organization and of what was spent', async () => {
    const replica = await health.start();
    await replica.put('/v1/organizations/acme', {
      name: 'Acme',
      allowed_models: ['openai/gpt-4o'],
      default_model: 'ollama/llama3',
      budgets: { session_usd: 0.01 },
    });
    const pool = new pg.Pool({ connectionString: health.stack.databaseUrl, max: 1 });
    const spending = new SpendingBook({ pool, routerId: 'test', logger: pino({ level: 'silent' }) });
    spending.add({ org: 'acme', session: 's-1', costUsd: 0.00999, at: Date.now() });
    await spending.close();
    await pool.end();

    const { out, code } = await understudy(
      ['explain', '--request', '-'],
      { ...environment, ...providers },
      JSON.stringify(request),
    );
    expect(code).toBe(0);
    expect(out.split('\n').slice(0, 4)).toEqual([
      "Plan for request 'e-1' of organization 'acme': chain 'organization' (the model that the request names, then the organization's default model)",
      expect.stringMatching(
        /^ {2}1\. openai\/gpt-4o: the request names it; too dear: about \$0\.00\d+, and \$0\.000010 is left of the budget/,
      ),
      expect.stringMatching(
        /^ {2}2\. ollama\/llama3: the organization's default model; entered after any failure; about \$0$/,
      ),
      '$0.000010 is left of the budget of the organization for one session.',
    ]);
    expect(out).not.toContain('secret');
  });

  it('counts the health that it is given, and does without a database where nobody needs one', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'understudy-')), 'health.json');
    const down = {
      provider: 'openai',
      model: 'gpt-4o',
      state: 'down',
      since: new Date().toISOString(),
      until: new Date(Date.now() + 600_000).toISOString(),
      reason: 'network',
      failure_rate: 1,
      requests: 1,
      failures: 1,
      by_class: { network: 1 },
      latency_ms: { p50: null, p95: null },
      expires_at: new Date(Date.now() + 900_000).toISOString(),
      seq: 1,
    };
    await writeFile(file, `${JSON.stringify(down)}\n`);
    const { org: _org, ...anonymous } = request;
    const env = { ...providers, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
    const words = ['explain', '--request', '-', '--health', file];
    const { out, err, code } = await understudy(words, env, JSON.stringify(anonymous));
    expect([code, err]).toEqual([0, expect.stringContaining('The database cannot be asked')]);
    expect(out).toMatch(
      / {2}1\. ollama\/llama3: .*\n {2}2\. openai\/gpt-4o: .*moved to the back: rests until .* after network/,
    );

    const unknown = await understudy(words, env, JSON.stringify(request));
    expect(unknown).toMatchObject({
      code: 1,
      err: expect.stringContaining("organization 'acme' cannot be looked up"),
    });
    const none = await understudy(['explain', '--request', '-'], env, '{}');
    expect(none).toMatchObject({
      code: 1,
      err: expect.stringMatching(/standard input holds no request: body/),
    });
  });
});
