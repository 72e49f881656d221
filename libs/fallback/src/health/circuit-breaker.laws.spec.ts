import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { failure } from '../walking/walk.fixture.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { defaultHealthPolicy } from './health-policy.js';

describe('whatever happens to a breaker', () => {
  type Command =
    | { readonly kind: 'wait'; readonly ms: number }
    | { readonly kind: 'try' }
    | { readonly kind: 'end'; readonly pick: number; readonly how: 'succeeded' | 'failed' | 'cancelled' };
  const command: fc.Arbitrary<Command> = fc.oneof(
    fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(0, 1, 5, 50, 100) }),
    fc.constant({ kind: 'try' as const }),
    fc.record({
      kind: fc.constant('end' as const),
      pick: fc.nat(),
      how: fc.constantFrom('succeeded' as const, 'failed' as const, 'cancelled' as const),
    }),
  );

  interface Call {
    readonly startedAt: number;
    readonly saw: string;
    /** How often it had been opened when this started. */
    readonly episode: number;
  }

  /** Callers that go by what the breaker says, on a provider that asks for 100 ms of rest at each failure. */
  function play(commands: readonly Command[], check: (world: World) => void): void {
    const world = new World();
    for (const each of commands) {
      if (each.kind === 'wait') world.now += each.ms;
      else if (each.kind === 'try') world.try();
      else world.end(each.pick, each.how);
      check(world);
    }
  }

  class World {
    now = 1;
    readonly breaker = new CircuitBreaker(defaultHealthPolicy);
    readonly underWay: Call[] = [];
    /** Since it was opened last, of calls that started since. */
    successes = 0;
    episode = 0;
    restsUntil = 0;

    get state(): string {
      return this.breaker.availability(this.now).state;
    }

    try(): void {
      const saw = this.state;
      if (saw === 'resting') return;
      this.breaker.started(this.now);
      this.underWay.push({ startedAt: this.now, saw, episode: this.episode });
    }

    end(pick: number, how: 'succeeded' | 'failed' | 'cancelled'): void {
      const [call] = this.underWay.splice(pick % (this.underWay.length || 1), 1);
      if (call === undefined) return;
      const when = { startedAt: call.startedAt, endedAt: this.now };
      const isNews = call.episode === this.episode;
      if (how === 'cancelled') this.breaker.released(call.startedAt);
      else if (how === 'succeeded') {
        this.breaker.succeeded(when);
        if (isNews) this.successes += 1;
      } else {
        const begun = this.breaker.failed(failure('rate_limit', { retryAfterMs: 100 }), when);
        if (begun === null) return;
        this.restsUntil = this.now + begun;
        this.episode += 1;
        this.successes = 0;
      }
    }
  }

  it('at most one probe is under way', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 200 }), (commands) => {
        play(commands, ({ underWay }) => {
          const probes = underWay.filter((call) => call.saw === 'probe');
          expect(probes.length).toBeLessThanOrEqual(1);
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('it is neither usable nor probed before its time', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 200 }), (commands) => {
        play(commands, (world) => {
          if (world.now < world.restsUntil) expect(world.state).toBe('resting');
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('no more are in flight than the ramp allows', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 200 }), (commands) => {
        play(commands, ({ underWay, episode, successes }) => {
          if (episode === 0 || successes > 6) return;
          const trials = underWay.filter((call) => call.episode === episode).length;
          expect(trials).toBeLessThanOrEqual(Math.max(1, 2 ** (successes - 1)));
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('when nothing is under way and its time has come, it can be called', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 200 }), (commands) => {
        play(commands, (world) => {
          if (world.underWay.length === 0 && world.now >= world.restsUntil + 100) {
            expect(world.state).not.toBe('resting');
          }
        });
      }),
      { numRuns: 1_000 },
    );
  });
});
