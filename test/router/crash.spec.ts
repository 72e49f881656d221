import { describe, expect, it } from '@jest/globals';
import type { SimulatedProvider } from '../../deploy/local/simulated-provider.js';
import { bothProviders, useStack } from './use-stack.js';

const stack = useStack();
const { log } = stack;

/** How often each request was called, counted at the provider by the prompt that it got. */
function callsByPrompt(provider: SimulatedProvider): Map<string, number> {
  const calls = new Map<string, number>();
  for (const { body } of provider.calls) {
    const [message] = body['messages'] as { content: string }[];
    calls.set(message!.content, (calls.get(message!.content) ?? 0) + 1);
  }
  return calls;
}

describe('two routers, one of them killed with -9 in the middle of 500 calls', () => {
  it('G1 F6 give each request exactly one answer, and call nothing twice that the other held', async () => {
    const provider = await stack.startProvider({ respond: () => ({ kind: 'answer', afterMs: 2_000 }) });
    const env = bothProviders(provider);
    const survivor = await stack.start('router', env);
    const victim = await stack.start('router', env);
    // Joined: the partitions are shared out, so both have work.
    const joined = () => survivor.lines.filter(({ msg }) => msg === 'Joined the group').length >= 2;
    while (!joined()) await new Promise((resolve) => setTimeout(resolve, 20));

    const ids = Array.from({ length: 500 }, (_, index) => `crash-${index}`);
    await log.ask(
      ...ids.map((id) => ({
        custom_id: id,
        method: 'POST',
        url: '/v1/chat/completions',
        org: `org-${id}`,
        body: { messages: [{ role: 'user', content: id }] },
      })),
    );
    while (provider.count() < 500) await new Promise((resolve) => setTimeout(resolve, 10));
    victim.kill('SIGKILL');

    await log.until(() => ids.every((id) => log.endsOf(id).length > 0));
    await survivor.stop();
    expect(ids.filter((id) => log.endsOf(id).length !== 1)).toEqual([]);

    const calledTwice = new Set(
      [...callsByPrompt(provider)].filter(([, calls]) => calls > 1).map(([id]) => id),
    );
    const attempts = log.on('attempts').map(({ value }) => value);
    const bySurvivorAlone = ids.filter((id) => !calledTwice.has(id));
    // What the survivor held was called once; what was called twice is what the victim had begun.
    expect([...callsByPrompt(provider).values()].every((calls) => calls <= 2)).toBe(true);
    expect(bySurvivorAlone.length).toBeGreaterThan(0);
    expect(calledTwice.size).toBeGreaterThan(0);
    for (const id of ids) {
      expect(
        attempts.filter((attempt) => attempt.custom_id === id && attempt.outcome === 'succeeded').length,
      ).toBe(1);
    }
  });
});
