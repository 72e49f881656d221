import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LogRecord } from '#contracts';
import type { Flow } from './fair-queue.js';
import type { HandlerEnd } from './handler-end.js';
import type { Ordering } from './key-order.js';
import { turnsInRound, type Lane } from './lane-queue.js';
import { OffsetTracker } from './offset-tracker.js';
import { first, poolOf, recordAt, second } from './work-pool.fixture.js';

const keyed = (offset: number, key: string | null): LogRecord =>
  recordAt(offset, 'v', first, key ?? undefined);

/** A pool that keeps the order of keys, and the tracker of a stay in which these records came. */
function orderedPoolOf(keys: readonly (string | null)[], concurrency = 4) {
  const made = poolOf({ concurrency, ordering: 'key', buffer: 100 });
  const tracker = new OffsetTracker(0);
  for (const [offset, key] of keys.entries()) made.pool.admit(keyed(offset, key), tracker);
  return { ...made, tracker };
}

describe('WorkPool with the order of keys', () => {
  it('I4 runs one record of a key at a time, others meanwhile, and the next when that one is finished', async () => {
    const { pool, started, end } = orderedPoolOf(['a', 'a', 'b', 'a', null, null]);
    expect(started).toEqual(['0', '2', '4', '5']);
    expect(pool).toMatchObject({ running: 4, buffered: 2 });
    await end(1);
    expect(started).toHaveLength(4);
    await end(0);
    expect(started.slice(4)).toEqual(['1']);
    await end(2);
    expect(started.slice(5)).toEqual(['3']);
  });

  it('keeps keys of different partitions apart', () => {
    const { pool, started } = orderedPoolOf(['a']);
    pool.admit(recordAt(7, 'v', second, 'a'), new OffsetTracker(7));
    expect(started).toEqual(['0', '7']);
  });

  it('G7 lets what has waited for its key take its turn behind what has waited for a slot', async () => {
    const { started, end } = orderedPoolOf(['a', 'b', 'a'], 1);
    await end(0);
    await end(0);
    expect(started).toEqual(['0', '1', '2']);
  });

  it('G7 spends the credits of the partition on what waits for its key', () => {
    const { pool } = poolOf({ concurrency: 4, buffer: 2, ordering: 'key' });
    const tracker = new OffsetTracker(0);
    for (const offset of [0, 1, 2]) pool.admit(keyed(offset, 'a'), tracker);
    expect(pool.isSpent(first)).toBe(true);
    pool.handBack();
    expect(pool).toMatchObject({ running: 1, buffered: 0, bytes: 2 });
    expect(pool.isSpent(first)).toBe(false);
  });

  it('I4 G1 hands back what follows a record that was handed back, until it comes again', async () => {
    const { pool, started, tracker, end } = orderedPoolOf(['a', 'a', 'b']);
    await end(0, 'handed back');
    pool.admit(keyed(3, 'a'), tracker);
    await end(0);
    expect(started).toEqual(['0', '2']);
    expect(pool).toMatchObject({ running: 0, buffered: 0, bytes: 0 });
    expect(tracker.lowWater).toBe(0);

    pool.handBack();
    const again = new OffsetTracker(0);
    for (const offset of [0, 1, 3]) pool.admit(keyed(offset, 'a'), again);
    for (const _ of [0, 1, 3]) await end(0);
    expect(started.slice(2)).toEqual(['0', '1', '3']);
    expect(again.lowWater).toBe(4);
  });

  it('F6 attaches a record that comes again while it runs, and keeps what follows behind it', async () => {
    const { pool, started, end } = orderedPoolOf(['a', 'a']);
    pool.handBack();
    const again = new OffsetTracker(0);
    for (const offset of [0, 1]) pool.admit(keyed(offset, 'a'), again);
    expect(started).toEqual(['0']);
    await end(0);
    await end(0);
    expect(started).toEqual(['0', '1']);
    expect(again.lowWater).toBe(2);
  });

  it('G1 goes on behind a record of a former stay that is handed back, and that another member has finished', async () => {
    const { pool, started, end } = orderedPoolOf(['a']);
    pool.handBack();
    const later = new OffsetTracker(1);
    for (const offset of [1, 2]) pool.admit(keyed(offset, 'a'), later);
    await end(0, 'handed back');
    expect(started).toEqual(['0', '1']);
    await end(0);
    await end(0);
    expect(later.lowWater).toBe(3);
  });
});

interface Entry {
  readonly key: string | null;
  readonly flow: Flow;
}

const lanes = Object.keys(turnsInRound) as Lane[];
const anyEntry = fc.record({
  key: fc.option(fc.constantFrom('a', 'b', 'c'), { freq: 4 }),
  flow: fc.record({ name: fc.constantFrom('x', 'y'), lane: fc.constantFrom(...lanes) }),
});
const anyStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('arrive' as const), entry: anyEntry }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      pick: fc.nat(),
      how: fc.constantFrom<HandlerEnd>('finished', 'finished', 'finished', 'handed back'),
    }),
  },
  fc.record({ kind: fc.constant('rejoin' as const), endedElsewhere: fc.nat(3) }),
);

const concurrency = 4;
const flowConcurrency = 3;

/** A partition that grows, a pool that takes it, and what is to be expected of the pool by the law. */
class Model {
  readonly #log: Entry[] = [];
  readonly #made;
  readonly #keyOf: (offset: number) => string | null;
  #tracker = new OffsetTracker(0);
  /** Here or elsewhere. */
  readonly #finished = new Set<number>();
  /** In the order in which they came. */
  readonly #waiting = new Set<number>();
  #known = 0;
  /** Of the present stay: what has come, and the keys of which something was handed back. */
  readonly #given = new Set<number>();
  readonly #closed = new Set<string>();

  constructor(ordering: Ordering) {
    const limits = { concurrency, flowConcurrency, buffer: 3, ordering };
    this.#made = poolOf(limits, ({ offset }) => this.#log[Number(offset)]!.flow);
    this.#keyOf = (offset) => (ordering === 'key' ? this.#log[offset]!.key : null);
  }

  /** What comes again comes first. */
  arrive(entry: Entry): void {
    if (this.#tracker.position === this.#log.length) this.#log.push(entry);
    this.#give();
  }

  async end(pick: number, how: HandlerEnd): Promise<void> {
    const running = this.#running;
    if (running.length === 0) return;
    const offset = running[pick % running.length]!;
    const key = this.#keyOf(offset);
    if (how === 'finished') this.#finished.add(offset);
    else if (key !== null && this.#given.has(offset)) {
      this.#closed.add(key);
      for (const each of this.#waiting) if (this.#keyOf(each) === key) this.#waiting.delete(each);
    }
    await this.#made.end(pick % running.length, how);
    this.#look();
  }

  rejoin(endedElsewhere: number): void {
    const start = Math.min(this.#tracker.lowWater + endedElsewhere, this.#log.length);
    for (let offset = this.#tracker.lowWater; offset < start; offset += 1) this.#finished.add(offset);
    for (const each of [this.#waiting, this.#given, this.#closed]) each.clear();
    this.#made.pool.handBack();
    this.#tracker = new OffsetTracker(start);
    this.#look();
  }

  async comeToTheEnd(): Promise<void> {
    await this.#finishAll();
    this.rejoin(0);
    while (this.#tracker.position < this.#log.length) this.#give();
    await this.#finishAll();
    expect(this.#made.pool).toMatchObject({ running: 0, buffered: 0, bytes: 0 });
    expect(this.#tracker.lowWater).toBe(this.#log.length);
    expect(this.#finished.size).toBe(this.#log.length);
  }

  get #running(): number[] {
    return this.#made.running.map(({ record }) => Number(record.offset));
  }

  async #finishAll(): Promise<void> {
    while (this.#running.length > 0) await this.end(0, 'finished');
  }

  #give(): void {
    const offset = this.#tracker.position;
    const { key } = this.#log[offset]!;
    this.#given.add(offset);
    if (!this.#running.includes(offset) && !this.#closed.has(this.#keyOf(offset) ?? ''))
      this.#waiting.add(offset);
    this.#made.pool.admit(keyed(offset, key), this.#tracker);
    this.#look();
  }

  #look(): void {
    const { pool, started } = this.#made;
    for (const start of started.slice(this.#known).map(Number)) {
      const key = this.#keyOf(start);
      const unfinished = [...this.#log.keys()].filter((offset) => !this.#finished.has(offset));
      if (key !== null)
        expect(unfinished.filter((offset) => offset < start && this.#keyOf(offset) === key)).toEqual([]);
      expect(this.#waiting.delete(start)).toBe(true);
    }
    this.#known = started.length;
    const keys = this.#running.map(this.#keyOf).filter((key) => key !== null);
    expect(new Set(keys).size).toBe(keys.length);
    expect(pool).toMatchObject({ running: this.#running.length, buffered: this.#waiting.size });

    const seen = new Set(keys);
    for (const offset of this.#waiting) {
      const key = this.#keyOf(offset);
      const { name } = this.#log[offset]!.flow;
      const ofFlow = this.#running.filter((each) => this.#log[each]!.flow.name === name).length;
      if (key === null || !seen.has(key))
        expect(pool.running < concurrency && ofFlow < flowConcurrency).toBe(false);
      if (key !== null) seen.add(key);
    }
  }
}

describe.each<Ordering>(['key', 'none'])('a partition that is taken with the ordering %s', (ordering) => {
  it('I4 G1 F6 G7 keeps the order that was asked for, waits for nothing else and loses nothing, whatever happens', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 100, size: 'max' }), async (steps) => {
        const model = new Model(ordering);
        for (const step of steps) {
          if (step.kind === 'arrive') model.arrive(step.entry);
          else if (step.kind === 'end') await model.end(step.pick, step.how);
          else model.rejoin(step.endedElsewhere);
        }
        await model.comeToTheEnd();
      }),
    );
  });
});
