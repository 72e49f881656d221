import { describe, expect, it } from '@jest/globals';
import { epoch, keyOf, seen } from './backtest.fixture.js';
import { observedAttempt } from './observed-attempt.js';
import { ObservedWorld, type Evidence, type Question } from './observed-world.js';

const openai = { provider: 'openai', model: 'gpt-4o', baseUrl: null, credential: null };

/** What is known of a call `at` seconds from the beginning. */
const ask = (world: ObservedWorld, at: number, more: Partial<Question> = {}): Evidence | null =>
  world.evidenceFor({
    request: keyOf('r'),
    of: openai,
    turn: 1,
    at: epoch + at * 1000,
    random: () => 0,
    ...more,
  });

describe('G8 what was seen of a provider', () => {
  const own = [
    seen('openai/gpt-4o', 101, { by: 'r', fails: 'timeout' }),
    seen('openai/gpt-4o', 100, { by: 'r', fails: 'network' }),
  ];
  const others = [0, 90, 110, 170, 4_000].map((at) => seen('openai/gpt-4o', at));

  it('is what the request itself has met there, in its order, if that was then', () => {
    const world = new ObservedWorld([...own, ...others]);
    expect(ask(world, 100)).toEqual({ kind: 'same', attempt: own[1] });
    expect(ask(world, 105, { turn: 2 })).toEqual({ kind: 'same', attempt: own[0] });
    expect(ask(world, 105, { turn: 3 })?.kind).toBe('nearby');
    expect(ask(world, 4_000)?.kind).toBe('nearby');
  });

  it('is else a call of anybody within a minute', () => {
    const world = new ObservedWorld(others);
    const drawn = [0, 0.34, 0.67, 0.999].map((chance) => ask(world, 110, { random: () => chance }));
    expect(drawn.map((evidence) => evidence?.kind)).toEqual(['nearby', 'nearby', 'nearby', 'nearby']);
    expect(drawn.map((evidence) => evidence?.attempt)).toEqual([others[1], others[2], others[3], others[3]]);
  });

  it('is else the last before or the first after, the nearer the likelier, then any of the day', () => {
    const before = seen('openai/gpt-4o', 0, { fails: 'unavailable' });
    const after = seen('openai/gpt-4o', 400);
    const world = new ObservedWorld([before, after]);
    expect(ask(world, 100, { random: () => 0.24 })).toEqual({ kind: 'around', attempt: after });
    expect(ask(world, 100, { random: () => 0.26 })).toEqual({ kind: 'around', attempt: before });
    expect(ask(world, 1_000, { random: () => 0.9 })).toEqual({ kind: 'around', attempt: after });
    expect(ask(world, 9_000, { random: () => 0.9 })).toEqual({ kind: 'same-day', attempt: after });
  });

  it('is nothing where nobody has called it, with that key', () => {
    const world = new ObservedWorld(others);
    expect(ask(world, 0, { of: { ...openai, model: 'o3' } })).toBeNull();
    expect(ask(world, 0, { of: { ...openai, credential: 'ACME_KEY' } })).toBeNull();
    expect(new ObservedWorld([]).usageOf(keyOf('r'))).toBeNull();
  });
});

describe('G8 a record of an attempt', () => {
  const record = {
    id: 'a',
    custom_id: 'r',
    org: 'default',
    user: null,
    context: null,
    provider: 'openai',
    model: 'gpt-4o',
    tier: null,
    step: 1,
    steps: 1,
    attempt: 1,
    outcome: 'failed' as const,
    error: {
      class: 'rate_limit' as const,
      type: 'RateLimitError',
      status: 429,
      code: null,
      message: 'a text',
      retry_after_ms: 700,
    },
    started_at: new Date(epoch).toISOString(),
    duration_ms: 20,
    time_to_first_token_ms: null,
    usage: { input_tokens: 0, output_tokens: 0, cached_input_tokens: 0 },
    cost_usd: 0,
    hedged: false,
    streamed: false,
    router: 'router-1',
  };

  it('tells what happened and not in which words, and nothing where it was cut short', () => {
    const failure = {
      class: 'rate_limit',
      type: 'RateLimitError',
      status: 429,
      code: null,
      message: '',
      retryAfterMs: 700,
    };
    expect(observedAttempt(record)).toMatchObject({ startedAt: epoch, durationMs: 20, failure });
    expect(observedAttempt({ ...record, outcome: 'cancelled' })).toBeNull();
  });
});
