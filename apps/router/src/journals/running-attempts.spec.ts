import { describe, expect, it } from '@jest/globals';
import type { AttemptEvent } from '#fallback';
import { RunningAttempts } from './running-attempts.js';

const started = (timeoutMs: number): AttemptEvent =>
  ({
    type: 'attempt-started',
    attempt: { of: { provider: 'openai' }, startedAt: 1_000, timeoutMs },
  }) as AttemptEvent;
const ended = { type: 'attempt-ended', attempt: {} } as AttemptEvent;
const minute = 60_000;

describe('RunningAttempts', () => {
  it('is content with an attempt for as long as it may take, however long that is', () => {
    const attempts = new RunningAttempts();
    attempts.take(started(60 * minute), 'a');
    expect(attempts.problem(1_000 + 65 * minute)).toBeNull();
  });

  it('names one that has outlived its time-out by more than five minutes, until it ends', () => {
    const attempts = new RunningAttempts();
    attempts.take(started(60 * minute), 'a');
    attempts.take(started(1 * minute), 'b');
    const now = 1_000 + 7 * minute;
    expect(attempts.problem(now)).toBe('the attempt b at openai should have timed out 360 s ago');
    attempts.take(ended, 'b');
    expect(attempts.problem(now)).toBeNull();
  });
});
