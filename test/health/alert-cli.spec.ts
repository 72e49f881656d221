import { describe, expect, it } from '@jest/globals';
import { loadRoutingConfig } from '#fallback';
import { understudyAt } from '../router/understudy.js';
import { attempt } from './records.js';
import { useReceivers } from './receiver.js';
import { providers, recoveringAtOnce, useHealth } from './use-health.js';

const health = useHealth();
const { log } = health.stack;
const receivers = useReceivers();

describe('understudy alerts and understudy silence', () => {
  it('list what fires, try a sink, and silence', async () => {
    const ops = await (await receivers.make()).up();
    const routing = recoveringAtOnce(
      loadRoutingConfig(providers, 'alerts: { sinks: { ops: { kind: slack, url_env: OPS } } }'),
    );
    const replica = await health.start({ routing, variables: () => ops.url });
    const understudy = (...words: string[]): Promise<string> => understudyAt(replica.url, ...words);
    expect(await understudy('alerts')).toBe('No alerts.\n');
    expect(await understudy('alerts', 'test', '--sink', 'ops')).toBe(
      'Sink ops took a test alert and its end.\n',
    );
    expect(ops.received).toHaveLength(2);
    await expect(understudy('alerts', 'test', '--sink', 'opps')).rejects.toThrow(
      "no sink is called 'opps'; the config has ops",
    );

    const labels = ['alertname=Provider*', 'provider=openai'];
    const words = ['silence', 'add', ...labels, '--comment', 'we know', '--by', 'ada', '--for', '1h'];
    const added = await understudy(...words);
    const [, id] = /^Silence (\d+) holds until 2/.exec(added) ?? [];
    expect(await understudy('silence')).toMatch(
      /\n\d+ +alertname=Provider\* provider=openai +2.*Z +ada +we know\n$/,
    );
    expect(await understudy('silence', 'end', id!)).toBe(`Silence ${id} is over.\n`);
    expect(await understudy('silence')).toBe('Nothing is silenced.\n');
    const who = { by: 'ada', comment: 'we know' };
    expect((await replica.get('/v1/audit?limit=2')).body.entries).toMatchObject([
      { action: 'DELETE /v1/silences/:id', before: { id, ...who }, after: { id, ...who } },
      { action: 'POST /v1/silences', before: null, after: { id, ...who } },
    ]);
    await expect(understudy('silence', 'add', 'openai', '--comment', 'x')).rejects.toThrow(
      'give labels such as alertname=ProviderDown',
    );

    await health.attempts(attempt({ failed: 'unavailable' }));
    await log.until(() => health.alerts('ProviderDown').length > 0);
    expect(await understudy('alerts')).toMatch(/\nwarning +ProviderDown +2.*Z +Provider openai is down\n$/);
    const { alerts } = JSON.parse(await understudy('alerts', 'list', '--json')) as { alerts: unknown[] };
    expect(alerts).toMatchObject([{ status: 'firing', labels: { provider: 'openai' } }]);
    await health.attempts(...[1, 2, 3].map(() => attempt()));
    await log.until(() => health.alerts('ProviderDown').length > 1);
    expect(await understudy('alerts', 'list', '--resolved')).toMatch(/Z +2.*Z +Provider openai is down\n$/);
  });
});
