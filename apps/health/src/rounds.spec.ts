import { describe, expect, it } from '@jest/globals';
import type { Clock } from '#fallback';
import { pino } from 'pino';
import { Rounds } from './rounds.js';

/** Work whose rounds end when the test says so, and a clock whose pauses do. */
function setUp() {
  const lines: { level: number; msg: string }[] = [];
  const logger = pino(
    {},
    { write: (line: string) => void lines.push(JSON.parse(line) as { level: number; msg: string }) },
  );
  const begun: PromiseWithResolvers<void>[] = [];
  let onBegin = Promise.withResolvers<void>();
  const work = (): Promise<void> => {
    const round = Promise.withResolvers<void>();
    begun.push(round);
    onBegin.resolve();
    onBegin = Promise.withResolvers();
    return round.promise;
  };
  const pauses: { signal: AbortSignal; end: () => void }[] = [];
  let onPause = Promise.withResolvers<void>();
  const clock: Clock = {
    now: () => 0,
    sleep: (_ms, signal) =>
      new Promise((resolve) => {
        signal?.addEventListener('abort', () => resolve());
        pauses.push({ signal: signal!, end: resolve });
        onPause.resolve();
        onPause = Promise.withResolvers();
        if (signal?.aborted) resolve();
      }),
  };
  const rounds = new Rounds({ work, pauseMs: 1_000, clock, logger });
  const round = async (number: number): Promise<PromiseWithResolvers<void>> => {
    while (begun.length < number) await onBegin.promise;
    return begun[number - 1]!;
  };
  const pause = async (number: number) => {
    while (pauses.length < number) await onPause.promise;
    return pauses[number - 1]!;
  };
  return { rounds, round, pause, begun, lines };
}

/** Has it resolved by now, when everything that could run has run? */
const isDone = (promise: Promise<void>): Promise<boolean> =>
  Promise.race([
    promise.then(() => true),
    new Promise<boolean>((resolve) => setImmediate(() => resolve(false))),
  ]);

describe('rounds', () => {
  it('tell who asked only after a round that began later', async () => {
    const { rounds, round } = setUp();
    rounds.start();
    const first = await round(1);
    const asked = rounds.next();
    first.resolve();
    const second = await round(2);
    expect(await isDone(asked)).toBe(false);
    second.resolve();
    await asked;
  });

  it('work on everything that came up meanwhile together', async () => {
    const { rounds, round, pause, begun } = setUp();
    rounds.start();
    (await round(1)).resolve();
    await pause(1);
    const asked = Array.from({ length: 1_000 }, () => rounds.next());
    (await round(2)).resolve();
    await Promise.all(asked);
    expect(begun).toHaveLength(2);
  });

  it('come by themselves when the pause is over', async () => {
    const { rounds, round, pause } = setUp();
    rounds.start();
    (await round(1)).resolve();
    (await pause(1)).end();
    await round(2);
  });

  it('that fail are repeated after the pause, told once, and let nobody go', async () => {
    const { rounds, round, pause, begun, lines } = setUp();
    rounds.start();
    const asked = rounds.next();
    for (const number of [1, 2]) {
      (await round(number)).reject(new Error('the database is away'));
      const { end } = await pause(number);
      expect(rounds.problem).toBe('the database is away');
      void rounds.next();
      expect(await isDone(asked)).toBe(false);
      expect(begun).toHaveLength(number);
      end();
    }
    (await round(3)).resolve();
    await asked;
    expect(rounds.problem).toBeNull();
    expect(lines.map(({ msg }) => msg)).toEqual([
      'Health cannot be stored or told (the database is away): trying again every 1000 ms',
      'Health is stored and told again',
    ]);
  });

  it('end with one last round', async () => {
    const { rounds, round, pause, begun } = setUp();
    rounds.start();
    (await round(1)).resolve();
    await pause(1);
    const stopped = rounds.stop();
    (await round(2)).resolve();
    await stopped;
    expect(begun).toHaveLength(2);
  });
});
