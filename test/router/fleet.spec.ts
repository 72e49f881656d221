import { describe, expect, it } from '@jest/globals';
import { loadRoutingConfig } from '#fallback';
import { useHealth } from '../health/use-health.js';
import { bothProviders } from './use-stack.js';

const health = useHealth();
const { stack } = health;
const { log } = stack;

let count = 0;
const line = (model?: string) => ({
  custom_id: `fleet-${(count += 1)}`,
  method: 'POST',
  url: '/v1/chat/completions',
  org: 'acme',
  body: { model, messages: [{ role: 'user', content: 'Hello' }] },
});

describe('routers and the health service together', () => {
  it('G4 B3 F2 tell a router that starts in the middle of an outage what another one learned', async () => {
    const provider = await stack.startProvider();
    const env = bothProviders(provider, { ollama: 'sim-down' });
    await stack.start('health', env);
    const first = await stack.start('router', env);

    const rescued = line();
    await log.ask(rescued);
    expect((await log.endOf(rescued.custom_id)).value.routing.fallback_chain_used).toEqual([
      'ollama/sim-down',
      'openai/sim-fast',
    ]);
    const told = () => log.on('providerHealth').filter(({ key }) => key === 'ollama/sim-down');
    await log.until(() => told().some(({ value }) => value.state === 'down'));
    await first.stop();

    await stack.start('router', env);
    const calls = provider.count('sim-down');
    const spared = line();
    await log.ask(spared);
    expect((await log.endOf(spared.custom_id)).value.routing).toMatchObject({
      provider: 'openai',
      fallback_used: true,
      fallback_chain_used: ['openai/sim-fast'],
    });
    expect(provider.count('sim-down')).toBe(calls);
  });

  it('E8 G5 raise one alert for an organization whom nobody can answer, and resolve it once', async () => {
    let isDown = true;
    const provider = await stack.startProvider({
      respond: () => (isDown ? { kind: 'unavailable' } : { kind: 'answer' }),
    });
    const env = bothProviders(provider);
    // In this process: how long an organization must have been well is no setting of the environment.
    await health.start({
      routing: loadRoutingConfig(env),
      outages: { quietMs: 1_500, forgottenAfterMs: 900_000 },
    });
    await stack.start('router', env);

    const failing = Array.from({ length: 5 }, () => line());
    await log.ask(...failing);
    await log.until(() => failing.every(({ custom_id: id }) => log.endsOf(id).length === 1));
    const alerts = (name: string, status: string) =>
      log.on('alerts').filter(({ value }) => value.labels.alertname === name && value.status === status);
    await log.until(() => alerts('AllProvidersFailed', 'firing').length > 0);
    await log.until(() => alerts('ProviderDown', 'firing').length >= 2);

    isDown = false;
    // Nothing fails without a try: with all of them cooling down, the one that recovers first is asked.
    while (alerts('AllProvidersFailed', 'resolved').length === 0) {
      const next = line();
      await log.ask(next);
      expect((await log.endOf(next.custom_id)).topic).toBe('responses');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(alerts('AllProvidersFailed', 'firing').length).toBe(1);
    expect(alerts('AllProvidersFailed', 'resolved').length).toBe(1);
    expect(alerts('AllProvidersFailed', 'firing')[0]!.value.labels.org).toBe('acme');
  });
});
