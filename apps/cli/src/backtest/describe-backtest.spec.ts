import { describe, expect, it } from '@jest/globals';
import type { Summary } from '#fallback';
import { describeBacktest } from './describe-backtest.js';

const actual: Summary = {
  requests: 200,
  answered: 180,
  unknown: 0,
  failed: { all_providers_failed: 15, deadline_exceeded: 5 },
  fallbacks: 18,
  calls: 250,
  wasted: 50,
  cost_usd: 1.5,
  latency_ms: { p50: 800, p95: 4_000, p99: 12_000 },
  models: {
    'ollama/llama3': { calls: 200, failed: 50, cost_usd: 0 },
    'openai/gpt-4o': { calls: 50, failed: 0, cost_usd: 1.5 },
  },
  evidence: {},
  unseen: {},
};
const next: Summary = {
  ...actual,
  answered: 190,
  unknown: 6,
  failed: { all_providers_failed: 4 },
  models: {
    'ollama/llama3': { calls: 50, failed: 25, cost_usd: 0 },
    'openai/gpt-4o': { calls: 200, failed: 1, cost_usd: 6 },
  },
  evidence: { same: 150, nearby: 44, unseen: 6 },
  unseen: { 'gemini/flash with ACME_KEY': 6 },
};
const report = {
  since: '2026-11-20T12:00:00.000Z',
  until: '2026-11-21T12:00:00.000Z',
  org: 'acme',
  actual,
  now: actual,
  new: next,
  agreement: 0.985,
  worse: false,
  notes: ['a note'],
};

describe('a backtest as text', () => {
  it('G8 has what happened, what would have now and under the new config beside one another', () => {
    expect(describeBacktest(report).split('\n')).toEqual([
      '200 request(s) of acme from 2026-11-20T12:00:00Z to 2026-11-21T12:00:00Z',
      '',
      '                      ACTUAL          NOW             NEW',
      'answered              180 (90.0 %)    180 (90.0 %)    190 (95.0 %)',
      'all_providers_failed  15 (7.5 %)      15 (7.5 %)      4 (2.0 %)',
      'deadline_exceeded     5 (2.5 %)       5 (2.5 %)       0 (0.0 %)',
      'not known             0 (0.0 %)       0 (0.0 %)       6 (3.0 %)',
      'by a fallback         18 (10.0 %)     18 (10.0 %)     18 (9.5 %)',
      'calls                 250, 1.25 each  250, 1.25 each  250, 1.25 each',
      'calls in vain         50 (20.0 %)     50 (20.0 %)     50 (20.0 %)',
      'cost                  $1.50           $1.50           $1.50',
      'latency p50           0.80 s          0.80 s          0.80 s',
      'latency p95           4.00 s          4.00 s          4.00 s',
      'latency p99           12 s            12 s            12 s',
      '',
      'CALLS TO       ACTUAL        NOW           NEW           CHANGE  FAILED OF NEW',
      'openai/gpt-4o  50 (20.0 %)   50 (20.0 %)   200 (80.0 %)  +150    1 (0.5 %)',
      'ollama/llama3  200 (80.0 %)  200 (80.0 %)  50 (20.0 %)   -150    25 (50.0 %)',
      '',
      '- NOW ends 98.5 % of the requests as they did end, by the same model: by so much NEW can be trusted.',
      '- Calls of NEW end 75.0 % by what the same request met there, 22.0 % by a call there within a minute, 3.0 % by nothing.',
      '- NOT KNOWN: 6 request(s) of NEW would have called gemini/flash with ACME_KEY, which nobody called in that time. They are neither answered nor failed; no latency counts them, and calls and cost lack what came of it. --assume gemini/flash=ok:800ms (or =fail:unavailable) says what to take.',
      '- a note',
    ]);
  });

  it('lists the models that change most, and says how many there are more', () => {
    const models = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`a/m${index}`, { calls: index, failed: 0, cost_usd: 0 }]),
    );
    const text = describeBacktest({ ...report, new: { ...next, models } });
    expect(text).toMatch(/\nollama\/llama3 .* -200 /);
    expect(text).toMatch(/\n7 more: --json has them\.\n/);
    expect(text).not.toContain('a/m1 ');
  });
});
