import { describe, expect, it } from '@jest/globals';
import { beganAt, endOnRecord, noEnd, type EndRecord, type RequestEnd } from './request-end.js';
import { agreement, summarize } from './summarize.js';

const routing: EndRecord['routing'] = {
  provider: 'openai',
  model: 'gpt-4o',
  fallback_used: true,
  attempts: [
    {
      step: 1,
      attempt: 1,
      provider: 'ollama',
      model: 'llama3',
      tier: null,
      outcome: 'failed',
      error: { class: 'unavailable', type: 'E', status: 503, code: null, message: 'm' },
      duration_ms: 100,
      cost_usd: 0,
    },
    {
      step: 2,
      attempt: 1,
      provider: 'openai',
      model: 'gpt-4o',
      tier: null,
      outcome: 'succeeded',
      error: null,
      duration_ms: 900,
      cost_usd: 0.25,
    },
  ],
  duration_ms: 1_000,
  queued_ms: 20,
};
const record: EndRecord = { org: 'acme', custom_id: 'r', error: null, routing };
const answered = endOnRecord(record);
const failed: RequestEnd = {
  ...answered,
  key: 'f',
  end: 'all_providers_failed',
  by: null,
  isFallback: false,
};

describe('G8 an end on the log', () => {
  it('is told from its record', () => {
    expect(answered).toMatchObject({
      end: 'answered',
      by: 'openai/gpt-4o',
      isFallback: true,
      calls: [
        { to: 'ollama/llama3', failed: 'unavailable', costUsd: 0 },
        { to: 'openai/gpt-4o', failed: null, costUsd: 0.25 },
      ],
      durationMs: 1_000,
    });
    const nobody = { ...routing, provider: null, model: null };
    expect(endOnRecord({ ...record, error: { code: 'budget_exceeded' }, routing: nobody })).toMatchObject({
      end: 'budget_exceeded',
      by: null,
      isFallback: false,
    });
  });

  it('begins when a router took it up; where it has waited for its providers, all of that counts', () => {
    expect(beganAt(5_000, record)).toBe(5_020);
    const waited = { ...record, routing: { ...routing, queued_ms: 60_000, rounds: 3 } };
    expect(beganAt(5_000, waited)).toBe(5_000);
    expect(endOnRecord(waited).durationMs).toBe(61_000);
  });
});

describe('G8 the figures of a time', () => {
  it('count ends, calls and what they cost', () => {
    const slow = { ...answered, key: 's', durationMs: 3_000, isFallback: false, evidence: ['same'] as const };
    expect(summarize([answered, slow, failed, noEnd('n')])).toEqual({
      requests: 4,
      answered: 2,
      unknown: 1,
      failed: { all_providers_failed: 1 },
      fallbacks: 1,
      calls: 6,
      wasted: 3,
      cost_usd: 0.75,
      latency_ms: { p50: 1_000, p95: 3_000, p99: 3_000 },
      models: {
        'ollama/llama3': { calls: 3, failed: 3, cost_usd: 0 },
        'openai/gpt-4o': { calls: 3, failed: 0, cost_usd: 0.75 },
      },
      evidence: { same: 1 },
      unseen: {},
    });
    expect(summarize([]).latency_ms).toBeNull();
  });

  it('agree as far as requests end alike, by the same model, and both ends are known', () => {
    const others = [answered, { ...failed, end: 'deadline_exceeded' as const }, noEnd('n')];
    expect(agreement([answered, failed, noEnd('n')], others)).toBe(0.5);
    expect(agreement([answered], [{ ...answered, by: 'openai/o3' }])).toBe(0);
    expect(agreement([noEnd('n')], [answered])).toBeNull();
  });
});
