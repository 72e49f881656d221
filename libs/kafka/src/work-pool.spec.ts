import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LogRecord } from '#contracts';
import { OffsetTracker } from './offset-tracker.js';
import { WorkPool, type HandlerEnd, type WorkLimits } from './work-pool.js';

function recordAt(offset: number, value = `v${offset}`): LogRecord {
  const place = { topic: 'requests', partition: 0, offset: String(offset), timestamp: '1' };
  return { ...place, key: null, value: Buffer.from(value), headers: {} };
}

/** A pool whose handlers end when they are told to. */
function poolOf(limits: Partial<WorkLimits> = {}) {
  const running: { record: LogRecord; end: (how: HandlerEnd) => void }[] = [];
  const started: string[] = [];
  const handle = (record: LogRecord): Promise<HandlerEnd> => {
    const { promise, resolve } = Promise.withResolvers<HandlerEnd>();
    running.push({ record, end: resolve });
    started.push(record.offset);
    return promise;
  };
  const finished: number[] = [];
  const all = { concurrency: 2, buffer: 2, maxBytes: 1_000, ...limits };
  const pool: WorkPool = new WorkPool(all, handle, () => finished.push(pool.running));
  const end = async (index: number, how: HandlerEnd = 'finished'): Promise<void> => {
    running.splice(index, 1)[0]!.end(how);
    const before = finished.length;
    while (finished.length === before) await Promise.resolve();
  };
  return { pool, running, started, end };
}

describe('WorkPool', () => {
  it('does not complete what its handler hands back, and frees its credit', async () => {
    const { pool, end } = poolOf();
    const tracker = new OffsetTracker(0);
    for (const offset of [0, 1]) pool.admit(recordAt(offset), tracker);
    await end(0, 'handed back');
    await end(0);
    expect(pool).toMatchObject({ running: 0, bytes: 0 });
    expect(tracker.lowWater).toBe(0);
  });

  it('runs up to its concurrency, buffers the rest in order, and is spent when both are full', async () => {
    const { pool, started, end } = poolOf();
    const tracker = new OffsetTracker(0);
    for (const offset of [0, 1, 2]) pool.admit(recordAt(offset), tracker);
    expect(pool.spent).toBe(false);
    pool.admit(recordAt(3), tracker);
    expect(pool).toMatchObject({ running: 2, buffered: 2, spent: true });
    await end(1);
    expect(started).toEqual(['0', '1', '2']);
    expect(tracker.lowWater).toBe(0);
    expect(pool).toMatchObject({ running: 2, buffered: 1, roomy: true });
  });

  it('is spent by bytes too, and has room again when a large record is done', async () => {
    const { pool, end } = poolOf({ maxBytes: 10 });
    pool.admit(recordAt(0, 'x'.repeat(11)), new OffsetTracker(0));
    expect(pool.spent).toBe(true);
    await end(0);
    expect(pool).toMatchObject({ bytes: 0, running: 0, roomy: true });
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
    expect(pool).toMatchObject({ running: 2, buffered: 0, spent: false });
    await end(0);
    await end(0);
    expect(started).toEqual(['0', '1']);
    expect(tracker.lowWater).toBe(2);
    expect(pool.bytes).toBe(0);
  });

  it('G3 leaks no credit, whatever comes in whatever order', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('admit' as const) }),
      fc.record({ kind: fc.constant('again' as const), pick: fc.nat() }),
      fc.record({ kind: fc.constant('end' as const), pick: fc.nat() }),
      fc.record({ kind: fc.constant('handBack' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { pool, running, end } = poolOf({ concurrency: 3, buffer: 3 });
        let tracker = new OffsetTracker(0);
        let next = 0;
        for (const { kind, ...rest } of steps) {
          const pick = 'pick' in rest ? rest.pick : 0;
          if (kind === 'admit') pool.admit(recordAt(next++), tracker);
          else if (kind === 'end' && running.length > 0) await end(pick % running.length);
          else if (kind === 'handBack') pool.handBack();
          else if (kind === 'again' && running.length > 0) {
            tracker = new OffsetTracker(0);
            pool.admit(running[pick % running.length]!.record, tracker);
            tracker = new OffsetTracker(next);
          }
          expect(pool.running).toBe(running.length);
          expect(pool.running).toBeLessThanOrEqual(3);
          expect(pool.buffered === 0 || pool.running === 3).toBe(true);
        }
        while (running.length > 0) await end(0);
        expect(pool).toMatchObject({ running: 0, buffered: 0, bytes: 0, spent: false });
      }),
    );
  });
});
