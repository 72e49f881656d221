import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SimulatedProvider } from '../../deploy/local/simulated-provider.js';
import { requestLine } from './request-line.js';
import { bothProviders, useStack } from './use-stack.js';

const stack = useStack({ requestPartitions: 1 });
const { log } = stack;

const asking = (prompt: string) => requestLine({ messages: [{ role: 'user', content: prompt }] });

const sendUnder = (key: string | null, ...requests: ReturnType<typeof asking>[]) =>
  log.send(requests.map((request) => ({ key, value: JSON.stringify(request) })));

describe('a router with requests of several keys on one partition', () => {
  let provider: SimulatedProvider;
  let answerSlow: () => void;
  const start = (env: Readonly<Record<string, string>>) =>
    stack.start('router', { ...bothProviders(provider), ...env });
  const answered = () => log.on('responses').map(({ value }) => String(value.custom_id));

  beforeEach(async () => {
    const { promise: after, resolve } = Promise.withResolvers<void>();
    answerSlow = resolve;
    provider = await stack.startProvider({
      respond: ({ body }) =>
        JSON.stringify(body).includes('slow') ? { kind: 'answer', after } : { kind: 'answer' },
    });
  });

  it('I4 F6 answers those of a key in their order with ROUTER_ORDERING=key, and others meanwhile', async () => {
    await start({ ROUTER_ORDERING: 'key' });
    const [slow, next, last, other] = [asking('slow'), asking('next'), asking('last'), asking('other')];
    const [slowWithoutKey, withoutKey] = [asking('slow'), asking('quick')];
    await sendUnder('one', slow, next, last);
    await sendUnder(null, slowWithoutKey, withoutKey);
    await sendUnder('two', other);
    await log.endOf(other.custom_id);
    await log.endOf(withoutKey.custom_id);
    expect(provider.count()).toBe(4);
    expect(log.endsOf(next.custom_id)).toEqual([]);

    answerSlow();
    for (const { custom_id } of [slow, next, last, slowWithoutKey]) await log.endOf(custom_id);
    const inOrder = [slow, next, last].map(({ custom_id }) => custom_id);
    expect(answered().filter((id) => inOrder.includes(id))).toEqual(inOrder);
    expect(provider.count()).toBe(6);
  });

  it('F6 lets them overtake one another otherwise', async () => {
    await start({});
    const [slow, next] = [asking('slow'), asking('next')];
    await sendUnder('one', slow, next);
    await log.endOf(next.custom_id);
    expect(log.endsOf(slow.custom_id)).toEqual([]);
    answerSlow();
    await log.endOf(slow.custom_id);
  });

  it('says what ROUTER_ORDERING may be, and does not start', async () => {
    const router = await stack.launch('router', { ...bothProviders(provider), ROUTER_ORDERING: 'session' });
    expect(await router.exited).not.toBe(0);
    const told = router.stderr + JSON.stringify(router.lines);
    expect(told).toContain("ROUTER_ORDERING is 'session': give one of none, key");
  });
});
