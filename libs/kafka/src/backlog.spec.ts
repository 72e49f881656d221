import { describe, expect, it } from '@jest/globals';
import { Backlog } from './backlog.js';

const { signal } = new AbortController();

const isSettled = (promise: Promise<unknown>): Promise<boolean> =>
  Promise.race([promise.then(() => true), new Promise<boolean>((done) => setImmediate(() => done(false)))]);

describe('Backlog', () => {
  it.each([
    ['records', { records: 4, bytes: 1_000 }],
    ['bytes', { records: 1_000, bytes: 40 }],
  ])('is full by %s, and has room again when less than half is left', async (_by, limits) => {
    const backlog = new Backlog(limits);
    for (let record = 0; record < 3; record += 1) backlog.add(10);
    expect(await backlog.room(signal)).toBe(true);
    backlog.add(10);
    const room = backlog.room(signal);
    backlog.remove(10);
    expect(await isSettled(room)).toBe(false);
    backlog.remove(10);
    expect(await room).toBe(true);
    expect(backlog.size).toEqual({ records: 2, bytes: 20 });
  });

  it('lets nobody wait who has been told to stop', async () => {
    const backlog = new Backlog({ records: 1, bytes: 10 });
    backlog.add(1);
    const stopping = new AbortController();
    const room = backlog.room(stopping.signal);
    expect(await isSettled(room)).toBe(false);
    stopping.abort();
    expect(await room).toBe(false);
    expect(await backlog.room(stopping.signal)).toBe(false);
  });
});
