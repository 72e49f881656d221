import { describe, expect, it } from '@jest/globals';
import type { AppProcess } from './app-process.js';
import { requestLine } from './request-line.js';
import { bothProviders, useStack } from './use-stack.js';

const stack = useStack({ requestPartitions: 2 });
const { log } = stack;

/** The partitions that a router was given at its latest join. */
const partitionsOf = (router: AppProcess): number[] => {
  const joins = router.lines.filter(({ msg }) => msg === 'Joined the group');
  const partitions = joins.at(-1)?.['partitions'] as Record<string, number[]> | undefined;
  return partitions?.[`${log.prefix}requests`] ?? [];
};

describe('a router that stops while another one runs the same request', () => {
  it('G1 leaves the record to the other one instead of waiting, and nothing is called twice', async () => {
    const provider = await stack.startProvider({ respond: () => ({ kind: 'answer', afterMs: 6_000 }) });
    const env = bothProviders(provider);
    const routers = [await stack.start('router', env), await stack.start('router', env)];
    while (!routers.every((router) => partitionsOf(router).length === 1)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const value = JSON.stringify(requestLine({}, { custom_id: 'shared' }));
    await log.send([{ partition: 0, value }]);
    while (provider.count() === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await log.send([{ partition: 1, value }]);
    const waiting = routers.find((router) => partitionsOf(router).includes(1))!;
    const buffered = async (): Promise<string> => (await fetch(`${waiting.url}/metrics`)).text();
    while (!(await buffered()).includes('llm_in_flight 1'))
      await new Promise((resolve) => setTimeout(resolve, 20));

    expect(await waiting.stop()).toBe(0);
    expect(log.endsOf('shared')).toEqual([]);
    await log.until(() => log.endsOf('shared').length === 2);
    expect(new Set(log.endsOf('shared').map(({ raw }) => raw)).size).toBe(1);
    expect(provider.count()).toBe(1);
  });

  it('F6 waits ROUTER_DRAIN_SECONDS for its calls, and leaves one that takes longer to the next', async () => {
    const delays = [600_000];
    const provider = await stack.startProvider({
      respond: () => ({ kind: 'answer', afterMs: delays.pop() ?? 0 }),
    });
    const first = await stack.start('router', { ...bothProviders(provider), ROUTER_DRAIN_SECONDS: '1' });
    const request = requestLine();
    await log.ask(request);
    while (provider.count() === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await first.stop()).toBe(0);
    expect(log.endsOf(request.custom_id)).toEqual([]);
    expect(first.lines.map(({ msg }) => msg)).toContain(
      'The grace is over: running handlers are left behind',
    );
    await stack.start('router', bothProviders(provider));
    await log.until(() => log.endsOf(request.custom_id).length === 1);
    expect(provider.count()).toBe(2);
  });
});
