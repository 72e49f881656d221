import { describe, expect, it } from '@jest/globals';
import { seen } from './backtest.fixture.js';
import { endLike } from './past-call.js';

const usage = { input_tokens: 1, output_tokens: 2, cached_input_tokens: 0 };
const rateLimits = { requests: { remaining: 0, resets_at: '2026-11-21T00:00:00Z' } };
const terms = { firstTokenTimeoutMs: null, usage, isOwn: true };
const within = (timeoutMs: number) => ({ timeoutMs });

describe('G8 a call that goes as one has gone', () => {
  it('ends as it did, where it may take as long', () => {
    const answer = seen('openai/gpt-4o', 0, { takes: 900, rateLimits });
    expect(endLike(answer, within(900), terms)).toMatchObject({
      afterMs: 900,
      result: { ok: true, completion: { usage }, rateLimits },
    });
    const refusal = seen('openai/gpt-4o', 0, { takes: 20, fails: 'rate_limit', usage, rateLimits });
    expect(endLike(refusal, within(900), terms)).toMatchObject({
      afterMs: 20,
      result: { ok: false, failure: { class: 'rate_limit', usage }, rateLimits },
    });
  });

  it('tells neither what another prompt has cost nor what another caller was told of limits', () => {
    const refusal = seen('openai/gpt-4o', 0, { fails: 'timeout', usage, rateLimits });
    const { result } = endLike(refusal, within(10_000), { ...terms, isOwn: false });
    expect(result).toMatchObject({ ok: false, failure: { class: 'timeout' } });
    expect(result.rateLimits).toBeUndefined();
    expect(result.ok || 'usage' in result.failure).toBe(false);
  });

  it('times out where it may take less, whatever it would have ended as', () => {
    for (const fails of [null, 'unavailable'] as const) {
      expect(endLike(seen('openai/gpt-4o', 0, { takes: 901, fails }), within(900), terms)).toMatchObject({
        afterMs: 900,
        result: { ok: false, failure: { class: 'timeout' } },
      });
    }
  });

  it('has a stream time out at its first token too', () => {
    const late = seen('openai/gpt-4o', 0, { takes: 900, firstTokenMs: 300 });
    expect(endLike(late, within(9_000), { ...terms, firstTokenTimeoutMs: 200 }).afterMs).toBe(200);
    expect(endLike(late, within(9_000), { ...terms, firstTokenTimeoutMs: 300 }).result.ok).toBe(true);
  });

  it('gains nothing by a longer time: what timed out then ends as it did', () => {
    expect(
      endLike(seen('openai/gpt-4o', 0, { takes: 900, fails: 'timeout' }), within(9_000), terms),
    ).toMatchObject({ afterMs: 900, result: { ok: false, failure: { class: 'timeout' } } });
  });
});
