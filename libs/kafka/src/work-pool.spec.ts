import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LogRecord } from '#contracts';
import { OffsetTracker } from './offset-tracker.js';
import { first, poolOf, recordAt, second } from './work-pool.fixture.js';

describe('WorkPool', () => {
  it('does not complete what its handler hands back, and frees its credit', async () => {
    const { pool, end } = poolOf();
    const tracker = new OffsetTracker(0);
    for (const offset of [0, 1]) pool.admit(recordAt(offset), tracker);
    expect(tracker.span).toBe(2);
    await end(0, 'handed back');
    await end(0);
    expect(pool).toMatchObject({ running: 0, bytes: 0 });
    expect(tracker).toMatchObject({ lowWater: 0, span: 0 });
  });

  it('runs up to its concurrency, buffers the rest in order, and is spent when both are full', async () => {
    const { pool, started, end } = poolOf();
    const tracker = new OffsetTracker(0);
    for (const offset of [0, 1, 2]) pool.admit(recordAt(offset), tracker);
    expect(pool.isSpent(first)).toBe(false);
    pool.admit(recordAt(3), tracker);
    expect(pool).toMatchObject({ running: 2, buffered: 2 });
    expect(pool.isSpent(first)).toBe(true);
    await end(1);
    expect(started).toEqual(['0', '1', '2']);
    expect(tracker.lowWater).toBe(0);
    expect(pool).toMatchObject({ running: 2, buffered: 1 });
    expect(pool.isRoomy(first)).toBe(true);
  });

  it('is spent by bytes too, and has room again when a large record is done', async () => {
    const { pool, end } = poolOf({ maxBytes: 10 });
    pool.admit(recordAt(0, 'x'.repeat(11)), new OffsetTracker(0));
    expect([pool.isSpent(first), pool.isRoomy(first)]).toEqual([true, false]);
    await end(0);
    expect(pool).toMatchObject({ bytes: 0, running: 0 });
    expect([pool.isSpent(first), pool.isRoomy(first)]).toEqual([false, true]);
  });

  it('F6 attaches a record that is given again while it runs: one handler, one credit, the later tracker', async () => {
    const { pool, started, end } = poolOf();
    const [before, after] = [new OffsetTracker(0), new OffsetTracker(0)];
    pool.admit(recordAt(0), before);
    const { bytes } = pool;
    pool.admit(recordAt(0), after);
    expect(pool).toMatchObject({ running: 1, buffered: 0, bytes });
    await end(0);
    expect(started).toEqual(['0']);
    expect(after.lowWater).toBe(1);
    expect(before.lowWater).toBe(0);
  });

  it('does not take a fresh record for an old one at the same offset', async () => {
    const { pool, started, end } = poolOf();
    const [before, after] = [new OffsetTracker(0), new OffsetTracker(0)];
    pool.admit(recordAt(0, 'old'), before);
    pool.admit(recordAt(0, 'new'), after);
    expect(started).toEqual(['0', '0']);
    await end(0);
    expect(after.lowWater).toBe(0);
    pool.admit(recordAt(0, 'new'), new OffsetTracker(0));
    expect(started).toHaveLength(2);
  });

  it('hands back what has not started, with its credits', async () => {
    const { pool, started, end } = poolOf();
    const tracker = new OffsetTracker(0);
    for (const offset of [0, 1, 2, 3]) pool.admit(recordAt(offset), tracker);
    pool.handBack();
    expect(pool).toMatchObject({ running: 2, buffered: 0 });
    expect(pool.isSpent(first)).toBe(false);
    await end(0);
    await end(0);
    expect(started).toEqual(['0', '1']);
    expect(tracker.lowWater).toBe(2);
    expect(pool.bytes).toBe(0);
  });

  it('G7 runs flows in turns, and keeps slots for one that comes while the calls of another are slow', async () => {
    const { pool, started, end } = poolOf({ concurrency: 4, flowConcurrency: 3 });
    const tracker = new OffsetTracker(0);
    for (const offset of [0, 1, 2, 3, 4, 5]) pool.admit(recordAt(offset, '', first, 'flood'), tracker);
    expect(pool).toMatchObject({ running: 3, buffered: 3 });
    const other = new OffsetTracker(0);
    for (const offset of [10, 11]) pool.admit(recordAt(offset, '', second, 'other'), other);
    expect(started).toEqual(['0', '1', '2', '10']);
    await end(0);
    expect(started.slice(4)).toEqual(['3']);
    await end(0);
    expect(started.slice(5)).toEqual(['11']);
    await end(0);
    expect(started.slice(6)).toEqual(['4']);
  });

  it('G7 keeps the share of a partition whatever the others hold, in counts and in bytes', () => {
    const { pool } = poolOf({ concurrency: 1, buffer: 8, maxBytes: 100 });
    pool.shareAmong(4);
    const [one, two] = [new OffsetTracker(0), new OffsetTracker(0)];
    for (let offset = 0; offset < 20; offset += 1) pool.admit(recordAt(offset, 'x'.repeat(10)), one);
    expect(pool.isSpent(first)).toBe(true);
    expect(pool.isSpent(second)).toBe(false);
    pool.admit(recordAt(0, 'x', second), two);
    expect([pool.isSpent(second), pool.isRoomy(second)]).toEqual([false, true]);
    pool.admit(recordAt(1, 'x', second), two);
    expect(pool.isSpent(second)).toBe(true);

    const fresh = poolOf({ buffer: 8, maxBytes: 100 }).pool;
    fresh.shareAmong(4);
    fresh.admit(recordAt(0, 'x'.repeat(100)), new OffsetTracker(0));
    expect([fresh.isSpent(first), fresh.isSpent(second)]).toEqual([true, false]);
    fresh.admit(recordAt(0, 'x'.repeat(25), second), new OffsetTracker(0));
    expect(fresh.isSpent(second)).toBe(true);
  });

  it('G7 leaves half of the buffer when one partition is flooded, and all of it to one that is alone', () => {
    const filled = (partitions: number): number => {
      const { pool } = poolOf({ concurrency: 1, buffer: 100, maxBytes: 1e9 });
      pool.shareAmong(partitions);
      const tracker = new OffsetTracker(0);
      for (let offset = 0; !pool.isSpent(first); offset += 1) pool.admit(recordAt(offset), tracker);
      return pool.buffered;
    };
    expect([filled(1), filled(2), filled(8)]).toEqual([100, 50, 50]);
  });

  it('tells of room for each partition from which less is here', async () => {
    const { pool, roomFor, end } = poolOf({ concurrency: 1 });
    pool.admit(recordAt(0), new OffsetTracker(0));
    pool.admit(recordAt(0, 'v', second), new OffsetTracker(0));
    await end(0);
    expect(roomFor).toEqual([1, 0]);
  });

  it('G3 G7 leaks no credit and leaves no slot idle that may be used, whatever comes in whatever order', async () => {
    const anyPlace = { partition: fc.nat(2), flow: fc.constantFrom('a', 'b', 'c') };
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('admit' as const), ...anyPlace }) },
      fc.record({ kind: fc.constant('again' as const), pick: fc.nat() }),
      fc.record({ kind: fc.constant('end' as const), pick: fc.nat(), handedBack: fc.boolean() }),
      fc.record({ kind: fc.constant('rejoin' as const), partitions: fc.integer({ min: 1, max: 3 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), async (steps) => {
        const { pool, running, started, end } = poolOf({ concurrency: 4, flowConcurrency: 3, buffer: 3 });
        const trackers = [0, 1, 2].map(() => new OffsetTracker(0));
        const admitted: LogRecord[] = [];
        const runningOf = (flow: string): number =>
          running.filter(({ record }) => record.key!.toString() === flow).length;
        let next = 0;
        for (const each of steps) {
          if (each.kind === 'admit') {
            const record = recordAt(next++, 'v', { ...first, partition: each.partition }, each.flow);
            admitted.push(record);
            pool.admit(record, trackers[each.partition]!);
          } else if (each.kind === 'end' && running.length > 0) {
            await end(each.pick % running.length, each.handedBack ? 'handed back' : 'finished');
          } else if (each.kind === 'rejoin') {
            pool.handBack();
            pool.shareAmong(each.partitions);
            admitted.splice(0, admitted.length, ...running.map(({ record }) => record));
          } else if (each.kind === 'again' && running.length > 0) {
            pool.admit(running[each.pick % running.length]!.record, new OffsetTracker(0));
          }
          expect(pool.running).toBe(running.length);
          expect(pool.running).toBeLessThanOrEqual(4);
          const waiting = admitted.filter(({ offset }) => !started.includes(offset));
          expect(pool.buffered).toBe(waiting.length);
          for (const flow of ['a', 'b', 'c']) {
            expect(runningOf(flow)).toBeLessThanOrEqual(3);
            const waits = waiting.some(({ key }) => key!.toString() === flow);
            expect(waits && pool.running < 4 && runningOf(flow) < 3).toBe(false);
          }
        }
        while (running.length > 0) await end(0);
        expect(pool).toMatchObject({ running: 0, buffered: 0, bytes: 0 });
        for (const partition of [0, 1, 2]) {
          expect(pool.isRoomy({ ...first, partition })).toBe(true);
          expect(pool.isSpent({ ...first, partition })).toBe(false);
        }
      }),
    );
  });
});
