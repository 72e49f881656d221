import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { loadRoutingConfig } from '#fallback';
import type { TroubledDelivery } from '#postgres';
import { Mailbox } from './mailbox.js';
import { useReceivers } from './receiver.js';
import { attempt } from './records.js';
import { providers, recoveringAtOnce, useHealth, type Replica } from './use-health.js';

const health = useHealth();
const { log } = health.stack;
const receivers = useReceivers();

let mailbox: Mailbox;
afterEach(() => mailbox.close());

const awayForMs = 60_000;
/** The minute, what is left until the next try, and a machine that has much else to do. */
const longEnough = 300_000;

const sinks = ['hook', 'mail', 'manager'];
const config = `alerts:
  group_wait_seconds: 0.2
  longest_retry_seconds: 15
  sinks:
    hook: { kind: webhook, url_env: HOOK_URL, secret_env: HOOK_SECRET }
    mail: { kind: email, from: understudy@example.com, to: [ops@example.com] }
    manager: { kind: alertmanager, url_env: MANAGER_URL }
`;

async function undelivered({ get }: Replica): Promise<readonly TroubledDelivery[]> {
  const { body } = await get('/v1/alerts');
  return (body as { undelivered?: TroubledDelivery[] }).undelivered ?? [];
}

describe('an Alertmanager, a mail server and a webhook that are away for a minute', () => {
  it(
    'G5 get an incident and its end in this order and once each, when they are there again',
    async () => {
      const [manager, hook] = await Promise.all([receivers.make(), receivers.make()]);
      mailbox = await Mailbox.make();
      const variables: Record<string, string> = {
        MANAGER_URL: manager.url,
        SMTP_URL: mailbox.url,
        HOOK_URL: hook.url,
        HOOK_SECRET: 's3cret',
      };
      const settings = {
        routing: recoveringAtOnce(loadRoutingConfig(providers, config)),
        variables: (name: string) => variables[name] ?? null,
      };
      const replica = await health.start(settings);
      await health.start(settings);

      await health.attempts(attempt({ failed: 'unavailable' }));
      while ((await undelivered(replica)).length < sinks.length) await sleep(20);
      const isBackAt = Date.now() + awayForMs;
      await health.attempts(...[1, 2, 3].map(() => attempt()));
      await log.until(() => health.alerts('ProviderDown').length > 1);
      await sleep(isBackAt - Date.now());
      const refused = (await undelivered(replica)).toSorted((a, b) => a.sink.localeCompare(b.sink));
      expect(refused).toMatchObject(
        sinks.map((sink) => ({ sink, alertname: 'ProviderDown', status: 'firing', state: 'retrying' })),
      );
      for (const { attempts } of refused) expect(attempts).toBeGreaterThan(1);

      await Promise.all([manager.up(), hook.up(), mailbox.up()]);
      await Promise.all([manager, hook, mailbox].map((receiver) => receiver.got(2)));
      expect(await undelivered(replica)).toEqual([]);
      // Whatever was still to be told is told before this one, which needs as many steps.
      await health.attempts(attempt({ provider: 'ollama', model: 'llama3', failed: 'auth' }));
      await Promise.all([manager, hook, mailbox].map((receiver) => receiver.got(3)));
      await log.until(() => health.alerts('ProviderAuthFailed').length > 0);

      const [fired, resolved] = health.alerts('ProviderDown');
      const [marker] = health.alerts('ProviderAuthFailed');
      expect(health.alerts('ProviderDown').map(({ status }) => status)).toEqual(['firing', 'resolved']);
      expect(hook.received.map(({ body }) => [body.status, body.alerts.length])).toEqual([
        ['firing', 1],
        ['resolved', 1],
        ['firing', 1],
      ]);
      expect(hook.received.map(({ body }) => body.alerts[0])).toMatchObject([
        { fingerprint: fired!.fingerprint, startsAt: fired!.startsAt },
        resolved,
        { fingerprint: marker!.fingerprint },
      ]);
      expect(manager.received).toMatchObject([
        { path: '/api/v2/alerts', body: [{ labels: fired!.labels, startsAt: fired!.startsAt }] },
        { body: [{ labels: fired!.labels, startsAt: fired!.startsAt, endsAt: resolved!.endsAt }] },
        { body: [{ labels: marker!.labels }] },
      ]);
      expect(Date.parse(manager.received[0]!.body[0].endsAt as string)).toBeGreaterThan(isBackAt);
      expect(mailbox.mails.map(({ to, raw }) => [to, /^Subject: (.*)$/m.exec(raw)?.[1]?.trim()])).toEqual([
        [['ops@example.com'], `[FIRING] ${fired!.annotations.summary}`],
        [['ops@example.com'], `[RESOLVED] ${resolved!.annotations.summary}`],
        [['ops@example.com'], `[FIRING] ${marker!.annotations.summary}`],
      ]);
    },
    longEnough,
  );
});
