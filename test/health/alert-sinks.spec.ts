import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { loadRoutingConfig } from '#fallback';
import type { HealthSettings } from '../../apps/health/src/health-settings.js';
import { attempt, failure } from './records.js';
import { Mailbox } from './mailbox.js';
import { useReceivers } from './receiver.js';
import { providers, recoveringAtOnce, useHealth } from './use-health.js';

const health = useHealth();
const { log } = health.stack;
const receivers = useReceivers();

interface Troubled {
  readonly sink: string;
  readonly state: string;
}

const outages = { quietMs: 500, forgottenAfterMs: 900_000 };

/** Settings with these alerts, and what their sinks find in the environment. */
function alerting(alerts: string, variables: Readonly<Record<string, string>>): Partial<HealthSettings> {
  return {
    outages,
    routing: recoveringAtOnce(
      loadRoutingConfig(providers, `alerts: { group_wait_seconds: 0.2, retry_seconds: 0.1, ${alerts} }`),
    ),
    variables: (name) => variables[name] ?? null,
  };
}

let mailbox: Mailbox | null = null;
afterEach(async () => {
  await mailbox?.close();
  mailbox = null;
});

/** Fails a provider, and has it answer again when its alert is told. */
async function outage(provider: string): Promise<void> {
  const told = () =>
    health.alerts('ProviderDown').filter(({ labels }) => labels.provider === provider).length;
  const before = told();
  await health.attempts(attempt({ provider, failed: 'unavailable' }));
  await log.until(() => told() > before);
  await health.attempts(...[1, 2, 3].map(() => attempt({ provider })));
  await log.until(() => told() > before + 1);
}

describe('the sinks of alerts', () => {
  it('F2 get an incident and its end, each in its own format', async () => {
    const [hook, slack, pager, manager] = await Promise.all(
      [1, 2, 3, 4].map(async () => (await receivers.make()).up()),
    );
    mailbox = await (await Mailbox.make()).up();
    const replica = await health.start(
      alerting(
        `sinks: {
          hook: { kind: webhook, url_env: HOOK_URL, secret_env: HOOK_SECRET },
          ops: { kind: slack, url_env: SLACK_URL },
          pager: { kind: pagerduty, routing_key_env: PAGER_KEY, url: '${pager!.url}' },
          manager: { kind: alertmanager, url_env: MANAGER_URL },
          mail: { kind: email, from: understudy@example.com, to: [ops@example.com] } }`,
        {
          HOOK_URL: `${hook!.url}/hook?token=hook-secret`,
          HOOK_SECRET: 's3cret',
          SLACK_URL: `${slack!.url}/services/slack-secret`,
          PAGER_KEY: 'pager-secret',
          MANAGER_URL: `${manager!.url}/`,
          SMTP_URL: mailbox.url,
        },
      ),
    );
    await outage('openai');
    await Promise.all([hook!, slack!, pager!, manager!].map((receiver) => receiver.got(2)));
    await mailbox.got(2);

    const [fired, resolved] = health.alerts('ProviderDown');
    const { labels, annotations, fingerprint, startsAt } = fired!;
    expect(hook!.received.map(({ body }) => body)).toMatchObject([
      {
        version: '4',
        groupKey: '{}:{alertname="ProviderDown"}',
        truncatedAlerts: 0,
        status: 'firing',
        receiver: 'hook',
        groupLabels: { alertname: 'ProviderDown' },
        commonLabels: labels,
        commonAnnotations: annotations,
        externalURL: replica.url,
        alerts: [{ ...fired, endsAt: '0001-01-01T00:00:00Z' }],
      },
      { status: 'resolved', alerts: [resolved] },
    ]);
    for (const { headers, raw } of hook!.received) {
      const timestamp = String(headers['understudy-timestamp']);
      expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(300);
      const digest = createHmac('sha256', 's3cret').update(`${timestamp}.${raw}`).digest('hex');
      expect(headers['understudy-signature']).toBe(`v1=${digest}`);
    }

    expect(slack!.received.map(({ body }) => body.text)).toEqual([
      expect.stringMatching(/^:rotating_light: \*\[FIRING\] Provider openai is down\*\n\n[^]*Runbook: http/),
      expect.stringMatching(/^:white_check_mark: \*\[RESOLVED\] Provider openai is down\*/),
    ]);
    expect(pager!.received).toMatchObject([
      {
        path: '/v2/enqueue',
        body: {
          routing_key: 'pager-secret',
          event_action: 'trigger',
          dedup_key: fingerprint,
          payload: {
            summary: annotations.summary,
            source: 'openai',
            severity: 'warning',
            timestamp: startsAt,
          },
        },
      },
      { body: { routing_key: 'pager-secret', event_action: 'resolve', dedup_key: fingerprint } },
    ]);
    expect(manager!.received).toMatchObject([
      {
        path: '/api/v2/alerts',
        body: [{ labels, annotations, startsAt, generatorURL: fired!.generatorURL }],
      },
      { path: '/api/v2/alerts', body: [{ labels, endsAt: resolved!.endsAt }] },
    ]);
    expect(Date.parse(manager!.received[0]!.body[0].endsAt as string)).toBeGreaterThan(Date.now());
    expect(mailbox.mails).toMatchObject([
      {
        from: 'understudy@example.com',
        to: ['ops@example.com'],
        raw: expect.stringContaining('[FIRING] Provider'),
      },
      { raw: expect.stringContaining('[RESOLVED] Provider openai is down') },
    ]);

    const { runbook_url: runbook } = annotations;
    expect(runbook).toBe(`${replica.url}/runbooks/ProviderDown.md`);
    expect(await replica.get(new URL(runbook!).pathname)).toMatchObject({
      status: 200,
      body: expect.stringMatching(/^# ProviderDown\n/),
    });
    const said = JSON.stringify([replica.lines, log.on('alerts').map(({ value }) => value as unknown)]);
    expect(said).not.toMatch(/hook-secret|s3cret|slack-secret|pager-secret|mail-secret/);
  });

  it('G5 get it when they are there again, once, and nobody else waits for them', async () => {
    const [away, sick, well] = await Promise.all([1, 2, 3].map(() => receivers.make()));
    await Promise.all([sick!.up(), well!.up()]);
    sick!.status = 503;
    const replica = await health.start(
      alerting(
        `give_up_after: 1000, longest_retry_seconds: 0.5, sinks: {
          away: { kind: slack, url_env: AWAY }, sick: { kind: slack, url_env: SICK }, well: { kind: slack, url_env: WELL } }`,
        { AWAY: away!.url, SICK: sick!.url, WELL: well!.url },
      ),
    );
    await outage('openai');
    await well!.got(2);
    for (const [sink, error] of [
      ['away', 'the receiver cannot be reached (ECONNREFUSED)'],
      ['sick', 'the receiver answered HTTP 503'],
    ]) {
      const trouble = { sink, alertname: 'ProviderDown', status: 'firing', state: 'retrying', error };
      const { undelivered } = (await replica.get('/v1/alerts')).body;
      expect(undelivered).toEqual(expect.arrayContaining([expect.objectContaining(trouble)]));
    }
    await away!.up();
    sick!.status = 200;
    await Promise.all([away!.got(2), sick!.got(2)]);
    for (const receiver of [away!, sick!, well!])
      expect(receiver.received.map(({ body }) => /\[(\w+)\]/.exec(body.text as string)?.[1])).toEqual([
        'FIRING',
        'RESOLVED',
      ]);
    expect((await replica.get('/v1/alerts')).body).toEqual({ alerts: [] });
  });

  it('end in a dead end that everybody can see when they never take it', async () => {
    const replica = await health.start(
      alerting('give_up_after: 2, sinks: { nowhere: { kind: slack, url_env: NOWHERE } }', {}),
    );
    await outage('openai');
    const dead = async (): Promise<unknown[]> => {
      const { undelivered = [] } = (await replica.get('/v1/alerts')).body as { undelivered?: Troubled[] };
      return undelivered.filter(({ sink, state }) => sink === 'nowhere' && state === 'dead');
    };
    while ((await dead()).length < 2);
    expect(await dead()).toMatchObject([
      { status: 'resolved', attempts: 2, error: expect.stringMatching(/^NOWHERE is not set: set it/) },
      { status: 'firing', attempts: 2 },
    ]);
    const shown = async (): Promise<string> => (await replica.get('/metrics')).body as string;
    while (!/^llm_alerts_dead(\{.*\})? 2/m.test(await shown()));
    expect(replica.lines.filter(({ level }) => level === 50)).toMatchObject([
      { sink: 'nowhere', msg: expect.stringContaining('understudy alerts test --sink nowhere') },
      { sink: 'nowhere' },
    ]);
  });

  it('get what their routes name, and the admins of an organization what is about it alone', async () => {
    const [acme, urgent] = await Promise.all([1, 2].map(async () => (await receivers.make()).up()));
    mailbox = await (await Mailbox.make()).up();
    const replica = await health.start(
      alerting(
        `sinks: {
          acme: { kind: slack, url_env: ACME }, urgent: { kind: slack, url_env: URGENT },
          admins: { kind: email, from: understudy@example.com, to: admins } },
        routes: [{ orgs: [acme], sinks: [acme] }, { severities: [critical], sinks: [urgent] }, { sinks: [admins] }]`,
        { ACME: acme!.url, URGENT: urgent!.url, SMTP_URL: mailbox.url },
      ),
    );
    for (const org of ['acme', 'globex'])
      await replica.put(`/v1/organizations/${org}`, { name: org, admins: [`ada@${org}.example`] });
    await health.attempts(attempt({ failed: 'unavailable' }));
    await log.until(() => health.alerts('ProviderDown').at(-1)?.status === 'firing');
    const failed = [failure('acme'), failure('globex')];
    await health.failures(...failed);
    await Promise.all([acme!.got(1), mailbox.got(2)]);
    while (
      !urgent!.received
        .map(({ body }) => body.text as string)
        .join()
        .includes('globex')
    )
      await urgent!.got(urgent!.received.length);

    const [alert] = health.alerts('AllProvidersFailed').filter(({ labels }) => labels.org === 'acme');
    expect(alert!.annotations).toMatchObject({
      handoff: 'true',
      handoff_requests: failed[0]!.custom_id,
      root_cause: 'Provider openai is down',
    });
    expect(acme!.received.map(({ body }) => body.text).join()).not.toMatch(/globex/);
    expect(urgent!.received.map(({ body }) => body.text).join()).not.toMatch(/\[FIRING\] Provider openai/);
    for (const { to, raw } of mailbox.mails) {
      const org = to[0] === 'ada@acme.example' ? 'acme' : 'globex';
      expect(to).toEqual([`ada@${org}.example`]);
      expect(raw).toContain(`All providers failed for organization ${org}`);
      expect(raw).not.toContain(org === 'acme' ? 'globex' : 'acme');
    }
    await health.attempts(...[1, 2, 3].map(() => attempt({ org: 'acme' })), attempt({ org: 'globex' }));
    await mailbox.got(4);
    await log.until(() => health.alerts('ProviderDown').at(-1)?.status === 'resolved');
  });
});

describe('silences', () => {
  it('keep people from hearing of what fits, but not the log, until they end', async () => {
    const ops = await (await receivers.make()).up();
    const replica = await health.start(
      alerting('sinks: { ops: { kind: slack, url_env: OPS } }', { OPS: ops.url }),
    );
    const matchers = [
      { name: 'alertname', value: 'Provider*' },
      { name: 'provider', value: 'openai' },
    ];
    const said = { matchers, duration_seconds: 3_600, by: 'ada', comment: 'we know' };
    const { body: silence } = await replica.post('/v1/silences', said);
    expect(silence).toMatchObject({ id: expect.any(String), matchers, by: 'ada', comment: 'we know' });
    expect((await replica.get('/v1/silences')).body).toEqual({ silences: [silence] });

    await outage('openai');
    await outage('ollama');
    await ops.got(2);
    expect(ops.received.map(({ body }) => body.text).join()).not.toMatch(/openai is down/);

    await health.attempts(attempt({ failed: 'network' }));
    await log.until(() => health.alerts('ProviderDown').at(-1)?.labels.error_class === 'network');
    expect((await replica.delete(`/v1/silences/${silence.id}`)).status).toBe(204);
    await ops.got(3);
    expect(ops.received[2]!.body.text).toMatch(/\[FIRING\] Provider openai is down/);
    await health.attempts(...[1, 2, 3].map(() => attempt()));
    await ops.got(4);
    expect((await replica.get('/v1/silences')).body).toEqual({ silences: [] });
    for (const gone of [silence.id, 'all'])
      expect((await replica.delete(`/v1/silences/${gone}`)).status).toBe(404);
    expect(await replica.post('/v1/silences', { ...said, matchers: [] })).toMatchObject({ status: 400 });

    const { entries } = (await replica.get('/v1/audit?limit=2')).body;
    expect(entries).toMatchObject([
      {
        action: 'DELETE /v1/silences/:id',
        target: `/v1/silences/${silence.id}`,
        before: silence,
        after: { ...silence, until: expect.any(String) },
      },
      { action: 'POST /v1/silences', target: '/v1/silences', before: null, after: silence },
    ]);
    expect(Date.parse(entries[0].after.until as string)).toBeLessThan(Date.parse(silence.until as string));
  });
});

describe('a test of a sink', () => {
  it('sends an alert and its end, or says why it cannot', async () => {
    const pager = await (await receivers.make()).up();
    const replica = await health.start(
      alerting(`sinks: { pager: { kind: pagerduty, routing_key_env: KEY, url: '${pager.url}' } }`, {
        KEY: 'k',
      }),
    );
    const test = (sink: string) => replica.post('/v1/alerts/test', { sink });
    expect(await test('pager')).toMatchObject({ status: 200, body: { sink: 'pager', delivered: true } });
    expect(pager.received.map(({ body }) => body.event_action)).toEqual(['trigger', 'resolve']);
    expect(pager.received[1]!.body.dedup_key).toBe(pager.received[0]!.body.dedup_key);
    expect(await test('none')).toMatchObject({
      status: 404,
      body: { error: { message: expect.stringContaining('the config has pager') } },
    });
    pager.status = 500;
    expect(await test('pager')).toMatchObject({
      status: 502,
      body: { error: { message: "sink 'pager' did not take it: the receiver answered HTTP 500" } },
    });
    expect((await replica.get('/v1/alerts')).body.alerts).toEqual([]);
  });
});
