import { describe, expect, it } from '@jest/globals';
import { classesCaughtBy, type ErrorClass } from '#contracts';
import type { EndedAttempt } from './attempt-event.js';
import { HealthBook, type CooldownStarted } from './health-book.js';
import { defaultHealthPolicy } from './health-policy.js';
import type { Step } from './plan.js';

const of: Step = {
  provider: 'openai',
  model: 'gpt-4o',
  tier: null,
  baseUrl: null,
  settings: {},
  catches: classesCaughtBy(['All']),
  retries: 0,
  retryDelayMs: 0,
  timeoutMs: 1_000,
};
const other = { provider: 'openai', model: 'gpt-4o-mini' };

const base = { step: 1, steps: 1, attempt: 1, of, timeoutMs: 1_000, durationMs: 0 };
const failed = (
  startedAt: number,
  errorClass: ErrorClass,
  retryAfterMs: number | null = null,
): EndedAttempt => ({
  ...base,
  startedAt,
  outcome: 'failed',
  failure: { class: errorClass, type: 'E', status: null, code: null, message: '', retryAfterMs },
});
const succeeded = (startedAt: number): EndedAttempt => ({
  ...base,
  startedAt,
  outcome: 'succeeded',
  completion: {
    body: { object: 'chat.completion' },
    requestId: null,
    usage: { input_tokens: 0, output_tokens: 0, cached_input_tokens: 0 },
    timeToFirstTokenMs: null,
  },
});

describe('HealthBook', () => {
  it('B3 cools a failed model down for five minutes, and says so once', () => {
    const told: CooldownStarted[] = [];
    const book = new HealthBook(defaultHealthPolicy, (started) => told.push(started));
    book.attemptEnded(failed(0, 'unavailable'));
    book.attemptEnded(failed(10, 'unavailable'));
    expect(book.cooldownOf(of, 10)).toEqual({ until: 300_010, class: 'unavailable' });
    expect(book.cooldownOf(of, 300_011)).toBeNull();
    expect(told.map(({ subject }) => subject)).toEqual(['openai/gpt-4o']);
  });

  it('B4 ends a cooldown when a call succeeds', () => {
    const book = new HealthBook(defaultHealthPolicy);
    book.attemptEnded(failed(0, 'unavailable'));
    book.attemptEnded(succeeded(1));
    expect(book.cooldownOf(of, 2)).toBeNull();
  });

  it('tells what ails a model from what ails the whole provider', () => {
    const book = new HealthBook(defaultHealthPolicy);
    book.attemptEnded(failed(0, 'unavailable'));
    expect(book.cooldownOf(other, 1)).toBeNull();
    book.attemptEnded(failed(0, 'network'));
    expect(book.cooldownOf(other, 1)).not.toBeNull();
  });

  it('does not count faults of the request, nor time-outs that the request itself made short', () => {
    const book = new HealthBook(defaultHealthPolicy);
    for (const errorClass of [
      'bad_request',
      'content_filter',
      'model_not_found',
      'context_length',
    ] as const) {
      book.attemptEnded(failed(0, errorClass));
    }
    book.attemptEnded({ ...failed(0, 'timeout'), timeoutMs: 10 });
    expect(book.cooldownOf(of, 1)).toBeNull();
  });

  it('lets a busy provider fail now and then', () => {
    const book = new HealthBook(defaultHealthPolicy);
    for (let call = 0; call < 20; call += 1) book.attemptEnded(succeeded(call));
    book.attemptEnded(failed(21, 'unavailable'));
    expect(book.cooldownOf(of, 22)).toBeNull();
  });

  it('leaves a limited provider alone for as long as it asked', () => {
    const book = new HealthBook(defaultHealthPolicy);
    book.attemptEnded(failed(0, 'rate_limit', 20_000));
    expect(book.cooldownOf(of, 1)?.until).toBe(20_000);
  });
});
