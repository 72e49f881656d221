import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { Clock } from '../clock.js';
import { LedgerStopped, OutageGuard } from './outage-guard.js';

const refused = (): Error => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

interface LogLine {
  readonly level: number;
  readonly outage_ms?: number;
}

/** Time passes only by sleeping. */
function guardOf() {
  const slept: number[] = [];
  const lines: LogLine[] = [];
  let now = 1_000;
  const clock: Clock = {
    now: () => now,
    sleep: (ms) => {
      slept.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as LogLine) });
  return { guard: new OutageGuard({ clock, logger, random: () => 0.5 }), slept, lines };
}

/** Fails so many times, then gives its value. */
function failing(times: number, error: () => Error): () => Promise<string> {
  let left = times;
  return () => (left-- > 0 ? Promise.reject(error()) : Promise.resolve('done'));
}

describe('OutageGuard', () => {
  it('waits an outage out with rising delays, and says so once at its start and once at its end', async () => {
    const { guard, slept, lines } = guardOf();
    await expect(guard.run(failing(9, refused))).resolves.toBe('done');
    expect(slept).toEqual([50, 100, 200, 400, 800, 1_600, 2_000, 2_000, 2_000].map((ms) => ms * 0.75));
    expect(lines.map(({ level }) => level)).toEqual([40, 30]);
    expect(lines[1]?.outage_ms).toBe(slept.reduce((sum, ms) => sum + ms));
  });

  it('counts an outage that several operations meet as one', async () => {
    const { guard, lines } = guardOf();
    await Promise.all([guard.run(failing(2, refused)), guard.run(failing(2, refused))]);
    expect(lines.map(({ level }) => level)).toEqual([40, 30]);
  });

  it('remembers its last success', async () => {
    const { guard } = guardOf();
    expect(guard.lastContactAt).toBe(Number.NEGATIVE_INFINITY);
    await guard.run(failing(1, refused));
    expect(guard.lastContactAt).toBe(1_000 + 50 * 0.75);
  });

  it('passes any other error on at once', async () => {
    const { guard, slept, lines } = guardOf();
    const poison = Object.assign(new Error('invalid byte sequence'), { code: '22021' });
    await expect(guard.run(failing(1, () => poison))).rejects.toBe(poison);
    expect(slept).toEqual([]);
    expect(lines).toEqual([]);
  });

  it('rejects what would have to wait once it was stopped', async () => {
    const { guard } = guardOf();
    const waiting = guard.run(() => {
      guard.stop();
      return Promise.reject(refused());
    });
    await expect(waiting).rejects.toBeInstanceOf(LedgerStopped);
    await expect(guard.run(failing(0, refused))).rejects.toBeInstanceOf(LedgerStopped);
  });
});
