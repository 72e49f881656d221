import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { attempt } from './records.js';
import { useReceivers } from './receiver.js';
import { providers, useHealth } from './use-health.js';

const health = useHealth();
const { log } = health.stack;
const receivers = useReceivers();

describe('two health replicas', () => {
  it('G5 tell each incident once and its end once, though the one that opened it is killed', async () => {
    const [pager, hook] = await Promise.all([receivers.make(), receivers.make()]);
    await hook.up();
    const folder = await mkdtemp(join(tmpdir(), 'understudy-alerts-'));
    const file = join(folder, 'understudy.yaml');
    await writeFile(
      file,
      `alerts:
  retry_seconds: 0.2
  longest_retry_seconds: 1
  give_up_after: 1000
  group_wait_seconds: 0.2
  rules: { ProviderDown: { keep_firing_for_seconds: 0 } }
  sinks:
    pager: { kind: pagerduty, routing_key_env: PAGER_KEY, url: '${pager.url}' }
    hook: { kind: webhook, url_env: HOOK_URL, secret_env: HOOK_SECRET }
`,
    );
    const env = {
      ...providers,
      UNDERSTUDY_CONFIG: file,
      PAGER_KEY: 'key',
      HOOK_URL: hook.url,
      HOOK_SECRET: 's3cret',
    };
    const replicas = await Promise.all([1, 2].map(() => health.stack.start('health', env)));
    await health.attempts(...Array.from({ length: 10 }, () => attempt({ failed: 'unavailable' })));
    await log.until(() => health.alerts('ProviderDown').length > 0);
    await hook.got(1);

    const opener = replicas.find(({ lines }) => lines.some(({ msg }) => msg?.startsWith('Alert:')));
    opener!.kill('SIGKILL');
    await opener!.exited;
    await pager.up();
    await pager.got(1);
    await health.attempts(...[1, 2, 3].map(() => attempt()));
    await log.until(() => health.alerts('ProviderDown').length > 1);
    await Promise.all([pager.got(2), hook.got(2)]);

    // Whatever was still to be told is told before this one, which needs as many steps.
    await health.attempts(attempt({ provider: 'ollama', model: 'llama3', failed: 'auth' }));
    await Promise.all([pager.got(3), hook.got(3)]);
    expect(health.alerts('ProviderDown').map(({ status }) => status)).toEqual(['firing', 'resolved']);
    expect(hook.received.map(({ body }) => [body.status, body.groupLabels.alertname])).toEqual([
      ['firing', 'ProviderDown'],
      ['resolved', 'ProviderDown'],
      ['firing', 'ProviderAuthFailed'],
    ]);
    expect(pager.received.map(({ body }) => body.event_action)).toEqual(['trigger', 'resolve', 'trigger']);
    await rm(folder, { recursive: true });
  });
});
