import { describe, expect, it } from '@jest/globals';
import { describeStatus } from './describe-status.js';

const openai = {
  provider: 'openai',
  healthy: false,
  configured: true,
  available: true,
  models: [
    {
      provider: 'openai',
      model: 'gpt-4o',
      state: 'down' as const,
      since: '2026-11-21T05:00:00.123Z',
      until: '2026-11-21T05:05:00.123Z',
      reason: 'unavailable: failure_rate=75.00%',
      failure_rate: 0.75,
      requests: 4,
      failures: 3,
      by_class: { unavailable: 3 },
      latency_ms: { p50: 1, p95: 1 },
      expires_at: '2026-11-21T05:15:00.123Z',
      seq: 1,
    },
  ],
};
const gemini = {
  provider: 'gemini',
  healthy: false,
  configured: false,
  available: false,
  reason: 'GEMINI_API_KEY is not set',
  models: [],
};

describe('the status as people read it (B8)', () => {
  it('is the order, the providers and the models', () => {
    const forced = { provider: 'openai', until: '2026-11-21T05:30:00.000Z' };
    const status = {
      primary: 'openai',
      fallback: null,
      preferred: 'openai',
      forced,
      providers: [openai, gemini],
    };
    expect(describeStatus(status)).toBe(
      [
        'PRIMARY  FALLBACK  PREFERRED  FORCED',
        'openai   none      openai     openai until 2026-11-21T05:30:00Z',
        '',
        'PROVIDER  HEALTHY  AVAILABLE  CONFIGURED',
        'openai    no       yes        yes',
        'gemini    no       no         no: GEMINI_API_KEY is not set',
        '',
        'MODEL          STATE  SINCE                 LEFT ALONE UNTIL      FAILED  REASON',
        'openai/gpt-4o  down   2026-11-21T05:00:00Z  2026-11-21T05:05:00Z  3 of 4  unavailable: failure_rate=75.00%',
      ].join('\n'),
    );
  });

  it('says so when nobody has called a model', () => {
    const status = { primary: null, fallback: null, preferred: null, forced: null, providers: [gemini] };
    expect(describeStatus(status)).toMatch(/none +none +none +none\n[^]*\n\nNo model was called yet\.$/);
  });
});
