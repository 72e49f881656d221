import { describe, expect, it } from '@jest/globals';
import { ProviderHealth } from '#contracts';
import { attempt } from './records.js';
import { useHealth } from './use-health.js';

const health = useHealth();
const { log } = health.stack;

const states = (model: string): string[] => health.healthOf(model).map(({ state }) => state);

describe('the health of the fleet', () => {
  it('F2 E5 is folded from attempts, published under provider/model, and told to operators', async () => {
    const replica = await health.start();
    await health.attempts(attempt({ failed: 'unavailable' }));
    await log.until(() => states('openai/gpt-4o').includes('down'));
    await health.attempts(attempt(), attempt(), attempt());
    await log.until(() => states('openai/gpt-4o').includes('healthy'));

    const records = log.on('providerHealth').filter(({ key }) => key === 'openai/gpt-4o');
    expect(records[0]!.headers).toMatchObject({
      ce_specversion: '1.0',
      ce_type: 'understudy.llm.provider-health.v1',
      ce_source: '/understudy/health',
      'content-type': 'application/json',
    });
    expect(ProviderHealth.parse(records[0]!.value)).toMatchObject({
      state: 'down',
      failure_rate: 1,
      reason: 'unavailable: failure_rate=100.00%',
    });
    const numbers = records.map(({ value }) => ProviderHealth.parse(value).seq);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(replica.lines.map(({ msg }) => msg)).toContain(
      'Provider openai marked unhealthy: failure_rate=100.00%',
    );
  });

  it('G4 is known within a second of the failure', async () => {
    await health.start();
    await health.attempts(attempt({ model: 'warm' }));
    await log.until(() => states('openai/warm').length > 0);
    const failedAt = Date.now();
    await health.attempts(attempt({ model: 'fast', failed: 'rate_limit' }));
    await log.until(() => states('openai/fast').includes('limited'));
    expect(Date.now() - failedAt).toBeLessThan(1_000);
  });

  it('passes over what is no attempt, without a word of what it holds', async () => {
    const replica = await health.start();
    await health.raw('{"prompt": "a secret"}');
    await health.raw('{ not json, a secret');
    await health.raw(null);
    await health.attempts(attempt({ model: 'after-garbage' }));
    await log.until(() => states('openai/after-garbage').includes('healthy'));
    const warnings = (): typeof replica.lines =>
      replica.lines.filter(({ msg }) => msg?.includes('passed over'));
    while (warnings().length < 3) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(JSON.stringify(replica.lines)).not.toContain('secret');
  });

  it('outlives a restart, which forgets nothing and tells nothing again', async () => {
    const before = await health.start();
    await health.attempts(attempt({ model: 'lasting', failed: 'network' }));
    await log.until(() => states('openai/lasting').includes('down'));
    await before.stop();

    const after = await health.start();
    await health.attempts(attempt({ model: 'lasting', failed: 'network' }));
    await health.attempts(attempt({ model: 'lasting' }));
    await log.until(() => states('openai/lasting').includes('recovering'));
    expect(new Set(states('openai/lasting').slice(0, -1))).toEqual(new Set(['down']));
    const sinces = health.healthOf('openai/lasting').map(({ since }) => since);
    expect(new Set(sinces.slice(0, -1)).size).toBe(1);
    expect(after.lines.filter(({ msg }) => msg?.includes('marked unhealthy'))).toEqual([]);
  });
});
