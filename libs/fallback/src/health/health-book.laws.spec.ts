import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Step } from '../plan.js';
import {
  callee,
  failedAttempt,
  healthConfig,
  startedAttempt,
  succeededAttempt,
} from './health-attempt.fixture.js';
import { bookAfter } from './health-book.fixture.js';
import type { HealthBook } from './health-book.js';

const cooldownMs = healthConfig().health.cooldownMs;

describe('whatever happens to providers', () => {
  const event = fc.record({
    at: fc.nat(1_000),
    what: fc.constantFrom(
      'started' as const,
      'succeeded' as const,
      'unavailable' as const,
      'network' as const,
    ),
  });

  it('what is known of one does not depend on what happens to another, nor when', () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 30 }),
        fc.array(event, { maxLength: 30 }),
        fc.infiniteStream(fc.boolean()),
        (mine, others, turns) => {
          const [alone, among] = [bookAfter(), bookAfter()];
          const [me, other] = [callee(), callee({ provider: 'ollama' })];
          for (const each of mine) happen(alone, me, each);
          const [mineLeft, othersLeft] = [[...mine], [...others]];
          while (mineLeft.length > 0 || othersLeft.length > 0) {
            const isMine = othersLeft.length === 0 || (mineLeft.length > 0 && turns.next().value);
            if (isMine) happen(among, me, mineLeft.shift()!);
            else happen(among, other, othersLeft.shift()!);
          }
          for (const now of [500, 1_000, cooldownMs, cooldownMs + 1_000]) {
            expect(among.availabilityOf(me, now)).toEqual(alone.availabilityOf(me, now));
            expect(among.trackRecordOf(me, now)).toEqual(alone.trackRecordOf(me, now));
          }
        },
      ),
    );
  });

  function happen(
    book: HealthBook,
    of: Step,
    { at, what }: typeof event extends fc.Arbitrary<infer E> ? E : never,
  ) {
    if (what === 'started') book.attemptStarted(startedAttempt(at, of));
    else if (what === 'succeeded') book.attemptEnded(succeededAttempt(at, of));
    else book.attemptEnded(failedAttempt(at, what, { of }));
  }
});
