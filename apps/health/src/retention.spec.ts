import { describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { pino } from 'pino';
import { Retention } from './retention.js';
import type { Sinks } from './sinks/sinks.js';

const dayMs = 24 * 3_600_000;
const now = Date.parse('2026-11-21T12:00:00Z');

/** A database that has so many old requests, and a clock whose hours pass when the test says so. */
function setUp(options: { oldRequests?: number; fails?: boolean; retentionDays?: number } = {}) {
  let left = options.oldRequests ?? 0;
  const asked: { table: string; before: Date; sinks: string[] | undefined }[] = [];
  const query = (text: string, [before, sinks]: [Date, string[]?]) => {
    const table = /FROM understudy\.(\w+)/.exec(text)![1]!;
    asked.push({ table, before, sinks });
    if (options.fails) return Promise.reject(new Error('the database is away'));
    const rowCount = table === 'requests' ? Math.min(left, 1_000) : 0;
    left -= rowCount;
    return Promise.resolve({ rowCount });
  };
  const lines: { msg: string }[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as { msg: string }) });
  const hours: (() => void)[] = [];
  let onHour = Promise.withResolvers<void>();
  const clock = {
    now: () => now,
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        signal?.addEventListener('abort', () => resolve());
        hours.push(resolve);
        onHour.resolve();
        onHour = Promise.withResolvers();
        if (signal?.aborted) resolve();
      }),
  };
  const hour = async (number: number): Promise<() => void> => {
    while (hours.length < number) await onHour.promise;
    return hours[number - 1]!;
  };
  const sinks = { names: () => ['topic', 'ops'] } as Sinks;
  const { retentionDays = 7 } = options;
  const retention = new Retention({ query } as unknown as Pool, sinks, { retentionDays }, clock, logger);
  return { retention, asked, lines, hour };
}

describe('Retention', () => {
  it('forgets requests, alerts and silences after their days, in batches, spending after two months, the audit after a year, and says so', async () => {
    const { retention, asked, lines, hour } = setUp({ oldRequests: 2_500 });
    retention.start();
    await hour(1);
    expect(asked.map(({ table }) => table)).toEqual([
      ...['requests', 'requests', 'requests'],
      'incidents',
      'silences',
      'spending_books',
      'spending',
      'audit',
    ]);
    const days = asked.map(({ before }) => (now - before.getTime()) / dayMs);
    expect(days).toEqual([7, 7, 7, 7, 7, 62, 62, 366]);
    expect(lines).toMatchObject([{ requests: 2_500, alerts: 0, silences: 0, totals: 0, entries: 0 }]);
    await retention.stop();
  });

  it('forgets no alert that a sink of the config is still to be told', async () => {
    const { retention, asked, hour } = setUp();
    retention.start();
    await hour(1);
    expect(asked.find(({ table }) => table === 'incidents')!.sinks).toEqual(['topic', 'ops']);
    await retention.stop();
  });

  it('remembers the audit for as long as answers, if that is longer than a year', async () => {
    const { retention, asked, hour } = setUp({ retentionDays: 1_000 });
    retention.start();
    await hour(1);
    expect((now - asked.at(-1)!.before.getTime()) / dayMs).toBe(1_000);
    await retention.stop();
  });

  it('looks again each hour, and is silent when there is nothing to forget', async () => {
    const { retention, asked, lines, hour } = setUp();
    retention.start();
    (await hour(1))();
    await hour(2);
    expect(asked.filter(({ table }) => table === 'requests')).toHaveLength(2);
    expect(lines).toEqual([]);
    await retention.stop();
  });

  it('tells of a database that is away, and looks again all the same', async () => {
    const { retention, lines, hour } = setUp({ fails: true });
    retention.start();
    (await hour(1))();
    await hour(2);
    expect(lines).toHaveLength(2);
    expect(lines[0]!.msg).toContain('the database is away');
    await retention.stop();
  });

  it('ends after the batch that it is at', async () => {
    const { retention, asked } = setUp({ oldRequests: 1_000_000 });
    retention.start();
    await retention.stop();
    expect(asked).toHaveLength(1);
  });
});
