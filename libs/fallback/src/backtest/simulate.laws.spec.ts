import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ErrorClass } from '#contracts';
import { configOf, epoch, past, run, seen } from './backtest.fixture.js';
import type { ObservedAttempt } from './observed-attempt.js';
import { ObservedWorld } from './observed-world.js';
import { failure } from '../walking/walk.fixture.js';

const models = ['a/m', 'b/m', 'c/m'];
const classes: readonly ErrorClass[] = [
  'unavailable',
  'rate_limit',
  'timeout',
  'quota',
  'bad_request',
  'network',
];

const anyConfig = fc
  .record({
    order: fc.shuffledSubarray(models, { minLength: 1 }),
    retries: fc.option(fc.nat(2)),
    cooldown_seconds: fc.constantFrom(1, 60, 300),
    one_failure_below_requests: fc.constantFrom(1, 10),
  })
  .map(({ order, retries, ...health }) =>
    configOf(
      {
        providers: Object.fromEntries(
          ['a', 'b', 'c'].map((name) => [name, { kind: 'openai', base_url: `http://${name}` }]),
        ),
        chains: {
          tried: {
            steps: order.map((name) => ({
              provider: name[0],
              model: 'm',
              ...(retries === null ? {} : { retries }),
            })),
          },
        },
        default_chain: 'tried',
        health,
      },
      {},
    ),
  );

const longestS = 900;
const anyAttempt = fc
  .record({
    of: fc.constantFrom(...models),
    at: fc.nat(longestS),
    takes: fc.constantFrom(0, 1, 50, 500, 5_000),
    fails: fc.option(fc.constantFrom(...classes)),
    retryAfterMs: fc.option(fc.constantFrom(700, 20_000)),
  })
  .map(({ of, at, takes, fails, retryAfterMs }) => ({
    ...seen(of, at, { takes, fails }),
    ...(fails === null ? {} : { failure: failure(fails, { retryAfterMs }) }),
  }));
const anyRequests = fc
  .array(fc.record({ at: fc.nat(longestS), patienceS: fc.option(fc.nat(600)) }), { maxLength: 15 })
  .map((all) =>
    all.map(({ at, patienceS }, index) =>
      past(`r${index}`, at, {
        routing:
          patienceS === null ? {} : { deadline: new Date(epoch + (at + patienceS) * 1000).toISOString() },
      }),
    ),
  );
const anyDay = fc.record({
  config: anyConfig,
  attempts: fc.array(anyAttempt, { maxLength: 40 }),
  requests: anyRequests,
  seed: fc.nat(),
});

/** A world that keeps what was asked of it, as routers keep what they have met. */
class RecordedWorld extends ObservedWorld {
  readonly met: ObservedAttempt[] = [];

  override evidenceFor(question: Parameters<ObservedWorld['evidenceFor']>[0]) {
    const evidence = super.evidenceFor(question);
    const { request, at: startedAt } = question;
    if (evidence !== null) this.met.push({ ...evidence.attempt, request, startedAt });
    return evidence;
  }
}

describe('G8 a simulation, of any day under any config', () => {
  it('ends each request exactly once, and tells of each call where the word on it is from', () =>
    fc.assert(
      fc.asyncProperty(anyDay, async ({ config, attempts, requests, seed }) => {
        const ends = await run(requests, attempts, {}, { config, seed });
        expect(ends.map(({ key }) => key).sort()).toEqual(requests.map(({ key }) => key).sort());
        for (const { end, calls, evidence, by, unseen } of ends) {
          expect(calls).toHaveLength(evidence.filter((kind) => kind !== 'unseen').length);
          expect(end === 'unknown').toBe(unseen !== null);
          expect(end === 'answered').toBe(by !== null);
          expect(calls.filter(({ failed }) => failed === null)).toHaveLength(by === null ? 0 : 1);
        }
      }),
    ));

  it('comes out the same for the same seed', () =>
    fc.assert(
      fc.asyncProperty(anyDay, async ({ config, attempts, requests, seed }) => {
        const [once, again] = [
          await run(requests, attempts, {}, { config, seed }),
          await run(requests, attempts, {}, { config, seed }),
        ];
        expect(once).toEqual(again);
      }),
    ));

  it('gives back what happened, where the config is that of then and all calls are known', () =>
    fc.assert(
      fc.asyncProperty(anyDay, async ({ config, attempts, requests, seed }) => {
        const whole = [...attempts, ...models.map((of) => seen(of, 0))];
        const then = new RecordedWorld(whole);
        const actual = await run(requests, [], {}, { config, seed, world: then });
        const again = await run(requests, then.met, {}, { config, seed });
        expect(again).toEqual(actual.map((end) => ({ ...end, evidence: end.evidence.map(() => 'same') })));
      }),
    ));
});
