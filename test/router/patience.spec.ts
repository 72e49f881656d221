import { describe, expect, it } from '@jest/globals';
import type { Behaviour } from '../../deploy/local/simulated-provider.js';
import type { AppProcess } from './app-process.js';
import { requestLine } from './request-line.js';
import { bothProviders, useStack } from './use-stack.js';

const stack = useStack({ requestPartitions: 1 });
const { log } = stack;

const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();
const patient = (fields: { routing?: object; metadata?: object } = {}) =>
  requestLine({}, { ...fields, routing: { deadline: inAnHour(), ...fields.routing } });

const tick = () => new Promise((resolve) => setTimeout(resolve, 20));
const waits = (router: AppProcess): number =>
  router.lines.filter(({ event }) => event === 'request_waits').length;

/** A provider that is down until somebody says otherwise. */
async function outage() {
  let behaviour: Behaviour = { kind: 'unavailable' };
  const provider = await stack.startProvider({ respond: () => behaviour });
  const env = {
    ...bothProviders(provider),
    UNDERSTUDY_CONFIG: new URL('quick-recovery.yaml', import.meta.url).pathname,
  };
  const end = (): void => void (behaviour = { kind: 'answer' });
  return { provider, env, end };
}

describe('a request with a deadline, while every provider is down', () => {
  it('G2 G1 waits, outlives the router that took it, and is answered once when a provider returns', async () => {
    const { env, end } = await outage();
    const first = await stack.start('router', env);
    const request = patient({ metadata: { kept: 'yes' } });
    await log.ask(request);
    while (waits(first) === 0) await tick();
    first.kill('SIGKILL');

    const second = await stack.start('router', env);
    while (waits(second) === 0) await tick();
    expect(log.endsOf(request.custom_id)).toEqual([]);
    end();
    const { topic, value, key } = await log.endOf(request.custom_id);
    expect(topic).toBe('responses');
    expect(key).toBe(null);
    expect(value.metadata).toEqual({ kept: 'yes' });
    expect(value.routing.rounds).toBeGreaterThan(2);
    const attempts = value.routing.attempts as { outcome: string }[];
    const outcomes = attempts.map(({ outcome }) => outcome);
    expect(outcomes.at(-1)).toBe('succeeded');
    expect(outcomes.filter((outcome) => outcome === 'failed').length).toBeGreaterThan(1);

    // Whoever asks for the same again gets the same answer, and nobody is asked for it.
    await log.ask(request);
    await log.until(() => log.endsOf(request.custom_id).length === 2);
    expect(new Set(log.endsOf(request.custom_id).map(({ raw }) => raw)).size).toBe(1);
  });

  it('G2 holds up nothing: its record is done, and the next request has its turn', async () => {
    const { env, end, provider } = await outage();
    const router = await stack.start('router', { ...env, ROUTER_CONCURRENCY: '1' });
    const waiting = Array.from({ length: 3 }, () => patient());
    await log.ask(...waiting, waiting[0]!);
    while (waits(router) < 3) await tick();
    const impatient = requestLine();
    await log.ask(impatient);
    expect((await log.endOf(impatient.custom_id)).value.error.code).toBe('all_providers_failed');
    end();
    for (const { custom_id } of waiting) expect((await log.endOf(custom_id)).topic).toBe('responses');
    const answered = provider.calls.length;
    await router.stop();
    expect(provider.calls.length).toBe(answered);
    for (const { custom_id } of waiting) expect(log.endsOf(custom_id)).toHaveLength(1);
  });

  it('G2 fails at its deadline and not before, with what was tried', async () => {
    const { env } = await outage();
    await stack.start('router', env);
    const deadline = Date.now() + 4_000;
    const request = patient({ routing: { deadline: new Date(deadline).toISOString() } });
    await log.ask(request);
    const { topic, value } = await log.endOf(request.custom_id);
    expect(Date.now()).toBeGreaterThanOrEqual(deadline);
    expect(topic).toBe('failures');
    expect(value.error).toMatchObject({ code: 'deadline_exceeded', handoff: true });
    expect(value.error.attempted_providers).toEqual(['ollama', 'openai']);
    expect(value.error.last_error).toMatchObject({ class: 'unavailable', status: 503 });
    expect(value.error.message).toContain(
      'no provider could answer; the last one said: openai/sim-fast failed',
    );
  });

  it('G2 can be cancelled while it waits', async () => {
    const { env } = await outage();
    const router = await stack.start('router', env);
    const request = patient();
    await log.ask(request);
    while (waits(router) === 0) await tick();
    const order = { type: 'cancel', org: 'default', custom_id: request.custom_id };
    await log.sendTo('control', [{ key: 'cancel', value: JSON.stringify(order) }]);
    const { value } = await log.endOf(request.custom_id);
    expect(value.error.code).toBe('cancelled');
    expect(value.error.last_error).toMatchObject({ class: 'unavailable' });
  });
});
