import { describe, expect, it } from '@jest/globals';
import { MicroBatcher } from './micro-batcher.js';

interface Flush {
  readonly items: readonly string[];
  readonly answer: (outs?: readonly string[]) => void;
  readonly fail: (error: Error) => void;
}

/** A flush that waits until the test answers it. Items are `key:rest`. */
function batcherOf({ maxBatch = 50, maxParallel = 1 } = {}) {
  const open: Flush[] = [];
  const arrivals: (() => void)[] = [];
  const batcher = new MicroBatcher<string, string>({
    maxBatch,
    maxParallel,
    keyOf: (item) => item.split(':')[0] as string,
    flush: (items) =>
      new Promise((resolve, reject) => {
        open.push({ items, answer: (outs = items.map((item) => `${item}!`)) => resolve(outs), fail: reject });
        arrivals.shift()?.();
      }),
  });
  const nextFlush = async (): Promise<Flush> => {
    if (open.length === 0) await new Promise<void>((resolve) => arrivals.push(resolve));
    return open.shift() as Flush;
  };
  const addAll = (items: readonly string[]): Promise<string>[] => items.map((item) => batcher.add(item));
  return { batcher, open, nextFlush, addAll };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('MicroBatcher', () => {
  it('flushes together what was added in one turn of the event loop', async () => {
    const { batcher, nextFlush } = batcherOf();
    const first = batcher.add('a');
    await Promise.resolve();
    const second = batcher.add('b');
    const flush = await nextFlush();
    expect(flush.items).toEqual(['a', 'b']);
    flush.answer();
    await expect(Promise.all([first, second])).resolves.toEqual(['a!', 'b!']);
  });

  it('collects while its flushes are busy, and starts no more than it may at once', async () => {
    const { open, nextFlush, addAll } = batcherOf({ maxParallel: 2 });
    const outs = addAll(['a']);
    const first = await nextFlush();
    outs.push(...addAll(['b']));
    const second = await nextFlush();
    outs.push(...addAll(['c']));
    await nextTurn();
    outs.push(...addAll(['d']));
    await nextTurn();
    expect(open).toEqual([]);
    second.answer();
    const third = await nextFlush();
    expect(third.items).toEqual(['c', 'd']);
    first.answer();
    third.answer();
    await expect(Promise.all(outs)).resolves.toEqual(['a!', 'b!', 'c!', 'd!']);
  });

  it('keeps batches within their size, in the order of arrival', async () => {
    const { nextFlush, addAll } = batcherOf({ maxBatch: 2 });
    const outs = addAll(['a', 'b', 'c', 'd', 'e']);
    for (const expected of [['a', 'b'], ['c', 'd'], ['e']]) {
      const flush = await nextFlush();
      expect(flush.items).toEqual(expected);
      flush.answer();
    }
    await expect(Promise.all(outs)).resolves.toHaveLength(5);
  });

  it('never has two items of one key in flight, and keeps their order', async () => {
    const { open, nextFlush, addAll } = batcherOf({ maxParallel: 3 });
    const outs = addAll(['a:1', 'b:1', 'a:2', 'a:3']);
    const first = await nextFlush();
    expect(first.items).toEqual(['a:1', 'b:1']);
    await nextTurn();
    expect(open).toEqual([]);
    first.answer();
    const second = await nextFlush();
    expect(second.items).toEqual(['a:2']);
    second.answer();
    const third = await nextFlush();
    expect(third.items).toEqual(['a:3']);
    third.answer();
    await expect(Promise.all(outs)).resolves.toEqual(['a:1!', 'b:1!', 'a:2!', 'a:3!']);
  });

  it('rejects a poisonous item alone: its batch is tried again item by item', async () => {
    const { nextFlush, addAll } = batcherOf();
    const outs = Promise.allSettled(addAll(['a', 'poison', 'b']));
    const together = await nextFlush();
    together.fail(new Error('the batch'));
    for (const expected of ['a', 'poison', 'b']) {
      const alone = await nextFlush();
      expect(alone.items).toEqual([expected]);
      if (expected === 'poison') alone.fail(new Error('the item'));
      else alone.answer();
    }
    await expect(outs).resolves.toEqual([
      { status: 'fulfilled', value: 'a!' },
      { status: 'rejected', reason: new Error('the item') },
      { status: 'fulfilled', value: 'b!' },
    ]);
  });

  it('goes on with a key whose item was rejected', async () => {
    const { batcher, nextFlush } = batcherOf();
    const rejected = expect(batcher.add('a:1')).rejects.toThrow('no');
    (await nextFlush()).fail(new Error('no'));
    await rejected;
    const next = batcher.add('a:2');
    (await nextFlush()).answer();
    await expect(next).resolves.toBe('a:2!');
  });
});
