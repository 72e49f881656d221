import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LimitAnnouncement } from './limit-announcement.js';

const openai = { provider: 'openai', model: 'gpt-4o' };

const requests = (remaining: number, resetsAt: number) => ({
  requests: { remaining, resets_at: new Date(resetsAt).toISOString() },
});

/** Calls that are under way since these times. */
function callsSince(...starts: number[]): LimitAnnouncement {
  const announcement = new LimitAnnouncement(openai);
  for (const start of starts) announcement.started(start);
  return announcement;
}

const resting = (until: number) => ({ state: 'resting', until, class: 'rate_limit' });
const usable = { state: 'usable', recoveredAt: 0 };

describe('LimitAnnouncement', () => {
  it('D8 rests from when nothing is left until that is whole again, and is usable then', () => {
    const announcement = callsSince(0);
    expect(announcement.availability(5)).toEqual(usable);
    announcement.ended(0, requests(0, 60_000));
    expect(announcement.availability(59_999)).toEqual(resting(60_000));
    expect(announcement.availability(60_000)).toEqual(usable);
  });

  it('D8 counts as spent what is under way and started no earlier than the call that was told', () => {
    const announcement = callsSince(0, 10, 20, 20);
    announcement.ended(10, requests(3, 60_000));
    expect(announcement.availability(30)).toEqual(usable);
    announcement.started(30);
    expect(announcement.availability(30)).toEqual(resting(60_000));
    announcement.ended(20, null);
    expect(announcement.availability(30)).toEqual(usable);
    announcement.ended(0, null);
    announcement.started(40);
    expect(announcement.availability(40)).toEqual(resting(60_000));
  });

  it('D8 goes by what the call was told that started last, whichever ended last', () => {
    const announcement = callsSince(0, 10, 20);
    announcement.ended(10, requests(0, 60_000));
    announcement.ended(0, requests(9, 60_000));
    expect(announcement.availability(30)).toEqual(resting(60_000));
    announcement.ended(20, requests(1, 60_000));
    expect(announcement.availability(30)).toEqual(usable);
  });

  it('D8 goes by the least that is left of what calls were told that started at once', () => {
    for (const [first, second] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const announcement = callsSince(5, 5);
      announcement.ended(5, requests(first, 60_000));
      announcement.ended(5, requests(second, 60_000));
      expect(announcement.availability(30)).toEqual(resting(60_000));
    }
  });

  it('D8 rests for tokens too', () => {
    const announcement = callsSince(0);
    announcement.ended(0, { ...requests(9, 90_000), tokens: requests(0, 30_000).requests });
    expect(announcement.availability(1)).toEqual(resting(30_000));
  });

  it('forgets what was told to calls from before, and keeps what came later', () => {
    const announcement = callsSince(10);
    announcement.ended(10, requests(0, 60_000));
    announcement.forget(9);
    expect(announcement.availability(20)).toEqual(resting(60_000));
    announcement.forget(10);
    expect(announcement.availability(20)).toEqual(usable);
  });

  it('D8 lets nobody meet a limit of which an answer has told, whatever the calls and their order', () => {
    const call = fc.record({ waitMs: fc.nat(2_000), takesMs: fc.integer({ min: 1, max: 5_000 }) });
    const windowMs = 10_000;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.array(call, { minLength: 1, maxLength: 80 }),
        (limit, calls) => {
          const announcement = new LimitAnnouncement(openai);
          const underWay: { at: number; endsAt: number; left: number }[] = [];
          const taken = new Map<number, number>();
          const toldOf = new Set<number>();
          let now = 0;
          for (const { waitMs, takesMs } of calls) {
            now += waitMs;
            underWay.sort((a, b) => a.endsAt - b.endsAt);
            while (underWay[0] !== undefined && underWay[0].endsAt <= now) {
              const { at, left } = underWay.shift()!;
              const window = Math.floor(at / windowMs);
              announcement.ended(at, requests(left, (window + 1) * windowMs));
              toldOf.add(window);
            }
            if (announcement.availability(now).state !== 'usable') continue;
            const window = Math.floor(now / windowMs);
            const count = (taken.get(window) ?? 0) + 1;
            if (toldOf.has(window)) expect(count).toBeLessThanOrEqual(limit);
            taken.set(window, count);
            announcement.started(now);
            underWay.push({ at: now, endsAt: now + takesMs, left: Math.max(0, limit - count) });
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('D8 is never left for good: once the reset is past it is usable, whatever happened', () => {
    const event = fc.record({
      at: fc.nat(1_000),
      what: fc.constantFrom('starts', 'ends', 'is told'),
      left: fc.nat(3),
      resetsAt: fc.nat(10_000),
    });
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const announcement = new LimitAnnouncement(openai);
        for (const { at, what, left, resetsAt } of events) {
          if (what === 'starts') announcement.started(at);
          else announcement.ended(at, what === 'ends' ? null : requests(left, resetsAt));
        }
        expect(announcement.availability(10_000)).toEqual(usable);
      }),
    );
  });
});
