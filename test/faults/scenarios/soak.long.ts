import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { History } from '../history/history.js';
import { inWorld } from '../world/world.js';
import { numbered } from './numbered.js';

const count = Number(process.env.SOAK_REQUESTS ?? 50_000);
const killEveryMs = 20_000;

/** Until then a router's memory grows: its code is compiled, its heap finds its size. */
const warmWithinMs = 60_000;

/** How much more a router held at most in the second half of its warm life than in the first. */
function growth(name: string, history: History): number {
  const seen = history.all('measured').filter(({ router }) => router === name);
  const warm = seen.filter(({ at }) => at > seen[0]!.at + warmWithinMs).map(({ residentMiB }) => residentMiB);
  const middle = Math.ceil(warm.length / 2);
  return warm.length < 2 ? 1 : Math.max(...warm.slice(middle)) / Math.max(...warm.slice(0, middle));
}

describe(`a soak of ${count} requests, of which one in a hundred fails, with a router killed every 20 s beside one that stays`, () => {
  it('I1 I2 I5 I6 ends with as many terminal records, lag 0 and memory flat', () =>
    inWorld({ partitions: 8, residentMiB: 900, env: { LOG_LEVEL: 'warn' } }, async (world) => {
      const { log, fleet, provider, history } = world;
      const sound = numbered('sound', count - Math.floor(count / 100));
      const failing = numbered('failing', count - sound.length);
      await provider.behave(
        { requests: 'failing-', then: { kind: 'bad-request' } },
        { then: { kind: 'answer', afterMs: 10 } },
      );
      await Promise.all([fleet.start('steady'), fleet.start('r1')]);
      const producing = log.produce(world.chats([...failing, ...sound]));

      const done = new AbortController();
      const killing = (async () => {
        for (let next = 2; !done.signal.aborted; next += 1) {
          await sleep(killEveryMs, undefined, { signal: done.signal }).catch(() => undefined);
          if (done.signal.aborted) return;
          await fleet.kill(`r${next - 1}`);
          await fleet.launch(`r${next}`);
        }
      })();
      await producing;
      await log.until(() => log.ended === count);
      done.abort();
      await killing;
      expect(await world.verdict()).toEqual([]);
      expect(growth('steady', history)).toBeLessThan(1.25);
      expect(new Set(history.all('published').map(({ resultId }) => resultId)).size).toBe(count);
    }));
});
