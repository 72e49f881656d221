import { describe, expect, it } from '@jest/globals';
import { attempt, start, useTables } from './health-table.fixture.js';

const { newTable, save, transitions } = useTables();

describe('a restart or a second replica', () => {
  it('goes on from what was saved, and says nothing anew', () => {
    const before = newTable();
    before.fold(attempt(0, { failed: 'quota' }), start);
    const [saved] = save(before, start);
    transitions.length = 0;

    const after = newTable();
    after.adopt([saved!], start);
    expect(after.unsaved(start)).toEqual([]);
    after.fold(attempt(0, { failed: 'quota' }), start);
    expect(transitions).toEqual([]);
    expect(save(after, start)).toEqual([]);
    expect(save(after, start + 10_000)).toMatchObject([
      { state: 'down', since: saved!.since, until: saved!.until, requests: 2 },
    ]);
  });

  it('D8 lets an announced limit go that was saved before, when nobody else has done so for two windows', () => {
    const before = newTable();
    before.fold(attempt(0, { spentUntil: start + 60_000 }), start);
    const after = newTable();
    after.adopt(save(before, start), start);
    after.tick(start + 119_999);
    expect(after.unsaved(start + 119_999)).toEqual([]);
    after.tick(start + 120_000);
    expect(save(after, start + 120_000)).toMatchObject([{ state: 'healthy' }]);
  });

  it('takes the newer record of another replica, unless it has a change of its own', () => {
    const [ours, theirs] = [newTable(), newTable()];
    ours.fold(attempt(0), start);
    save(ours, start);
    theirs.fold(attempt(500, { failed: 'auth' }), start);
    const [record] = save(theirs, start);

    ours.adopt([record!], start);
    ours.fold(attempt(700), start);
    expect(save(ours, start)).toMatchObject([
      { state: 'recovering', reason: expect.stringMatching(/^auth: /) },
    ]);

    ours.fold(attempt(900, { failed: 'network' }), start);
    ours.adopt([{ ...record!, seq: 99 }], start);
    expect(save(ours, start)).toMatchObject([{ state: 'down', reason: expect.stringMatching(/^network: /) }]);
  });
});

describe('a partition that moves in the middle of the window', () => {
  it('G4 makes no flap: a failure among many good calls is none more than it was', () => {
    const before = newTable();
    for (let each = 0; each < 50; each += 1) {
      before.fold(attempt(each, { timeToFirstTokenMs: 40 }), start);
    }
    const [record] = save(before, start + 10_000);
    transitions.length = 0;

    const after = newTable();
    after.adopt([record!], start + 10_000);
    after.fold(attempt(10_000, { failed: 'unavailable' }), start + 10_100);
    expect(transitions).toEqual([]);
    after.fold(attempt(10_100, { failed: 'unavailable' }), start + 10_200);
    expect(after.unsaved(start + 20_000)[0]!.draft).toMatchObject({
      state: 'healthy',
      requests: 52,
      failures: 2,
      latency_ms: { p50: 100, p95: 100 },
      time_to_first_token_ms: { p50: 40, p95: 40 },
      proven_at: record!.proven_at,
    });
  });

  it("is another replica's until we have folded an attempt, and again when that one has told more", () => {
    const [ours, theirs] = [newTable(), newTable()];
    expect(ours.takesOver(attempt(0, { failed: 'bad_request' }))).toBe(false);
    expect(ours.takesOver(attempt(0))).toBe(true);
    ours.fold(attempt(0), start);
    expect(ours.takesOver(attempt(0))).toBe(false);
    save(ours, start);
    theirs.fold(attempt(1), start);
    ours.adopt(save(theirs, start), start);
    expect(ours.takesOver(attempt(0))).toBe(true);
  });

  it('is saved to the last count by whoever leaves', () => {
    const table = newTable();
    table.fold(attempt(0), start);
    save(table, start);
    table.fold(attempt(1), start);
    expect(save(table, start + 1)).toEqual([]);
    table.leave();
    expect(save(table, start + 1)).toMatchObject([{ requests: 2 }]);
    expect(save(table, start + 1)).toEqual([]);
  });

  it('forgets what was counted before as time goes by, as ever', () => {
    const before = newTable();
    for (let each = 0; each < 50; each += 1) before.fold(attempt(each), start);
    const after = newTable();
    after.adopt(save(before, start), start);
    after.fold(attempt(120_000, { failed: 'unavailable' }), start + 120_100);
    expect(save(after, start + 120_100)).toMatchObject([{ state: 'down', requests: 1, failures: 1 }]);
  });
});
