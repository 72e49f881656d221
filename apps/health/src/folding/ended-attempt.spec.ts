import { describe, expect, it } from '@jest/globals';
import type { LlmAttempt } from '#contracts';
import { endedAttempt } from './ended-attempt.js';

const record: LlmAttempt = {
  id: 'a-1',
  custom_id: 'req-1',
  org: 'acme',
  user: null,
  context: null,
  provider: 'openai',
  model: 'gpt-4o',
  tier: null,
  step: 1,
  steps: 1,
  attempt: 1,
  outcome: 'succeeded',
  error: null,
  started_at: '1970-01-01T00:00:10.000Z',
  duration_ms: 500,
  time_to_first_token_ms: null,
  usage: { input_tokens: 1, output_tokens: 1, cached_input_tokens: 0 },
  cost_usd: 0,
  hedged: false,
  streamed: false,
  router: 'r-1',
};

describe('an attempt as folding sees it', () => {
  it('has its own times', () => {
    expect(endedAttempt(record, 20_000)).toMatchObject({ startedAt: 10_000, endedAt: 10_500, failure: null });
  });

  it('names the key of its organization, if it used one', () => {
    expect(endedAttempt(record, 20_000).credential).toBeNull();
    expect(endedAttempt({ ...record, credential: 'ACME_KEY' }, 20_000).credential).toBe('ACME_KEY');
  });

  it('of a router whose clock is ahead ended now', () => {
    expect(endedAttempt(record, 9_000)).toMatchObject({ startedAt: 8_500, endedAt: 9_000 });
  });

  it('that was cancelled is no fault of the provider', () => {
    expect(endedAttempt({ ...record, outcome: 'cancelled' }, 20_000).failure).toMatchObject({
      class: 'cancelled',
    });
  });

  it('carries how long the provider wants to be left alone', () => {
    const error = {
      class: 'rate_limit',
      type: 'RateLimitError',
      status: 429,
      code: null,
      message: '',
      retry_after_ms: 7,
    };
    const failed: LlmAttempt = { ...record, outcome: 'failed', error: { ...error, class: 'rate_limit' } };
    expect(endedAttempt(failed, 20_000).failure).toMatchObject({ class: 'rate_limit', retryAfterMs: 7 });
  });

  describe('that was told of limits', () => {
    const allowance = (remaining: number, second: number) => ({
      remaining,
      resets_at: new Date(second * 1_000).toISOString(),
    });
    const told: LlmAttempt = {
      ...record,
      rate_limit: { requests: allowance(0, 70), tokens: allowance(9, 99) },
    };

    it('D8 says until when nothing is left, and nothing while something is', () => {
      expect(endedAttempt(told, 20_000).spentUntil).toBe(70_000);
      const some = { requests: allowance(1, 70) };
      expect(endedAttempt({ ...told, rate_limit: some }, 20_000).spentUntil).toBeNull();
      expect(endedAttempt(record, 20_000).spentUntil).toBeNull();
    });

    it('of a router whose clock is ahead rests no longer for that', () => {
      expect(endedAttempt(told, 9_000).spentUntil).toBe(68_500);
    });

    it('with the key of its organization says nothing of ours', () => {
      expect(endedAttempt({ ...told, credential: 'ACME_KEY' }, 20_000).spentUntil).toBeNull();
    });

    it('by a refusal tells by that how long', () => {
      const error = { class: 'rate_limit', type: 'E', status: 429, code: null, message: '' } as const;
      expect(endedAttempt({ ...told, outcome: 'failed', error }, 20_000).spentUntil).toBeNull();
    });
  });
});
