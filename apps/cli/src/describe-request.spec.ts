import { describe, expect, it } from '@jest/globals';
import type { RequestView } from '#contracts';
import { describeRequest } from './describe-request.js';

const attempt: RequestView['attempts'][number] = {
  provider: 'openai',
  model: 'gpt-4o',
  step: 1,
  attempt: 1,
  outcome: 'failed',
  error_class: 'rate_limit',
  started_at: '2026-11-21T05:00:00.000Z',
  duration_ms: 1_000,
  time_to_first_token_ms: null,
  cost_usd: 0,
  hedged: false,
};

const request: RequestView = {
  org: 'acme',
  custom_id: 'req-1',
  state: 'done',
  outcome: 'answered',
  result_id: 'resp_1',
  router: 'router-1',
  claimed_at: '2026-11-21T05:00:00.000Z',
  finished_at: '2026-11-21T05:00:04.000Z',
  published_at: null,
  attempts: [
    attempt,
    {
      ...attempt,
      provider: 'gemini',
      model: 'flash',
      step: 2,
      outcome: 'succeeded',
      error_class: null,
      started_at: '2026-11-21T05:00:01.000Z',
      duration_ms: 3_000,
      cost_usd: 0.0021,
    },
  ],
  cost_usd: 0.0021,
  trace_id: null,
  replay_of: null,
  replays: [],
};

describe('a request as text', () => {
  it('shows its attempts one below the other, each where it was in time', () => {
    expect(describeRequest(request)).toBe(
      [
        'REQUEST   acme/req-1',
        'state     answered',
        'router    router-1',
        'taken     2026-11-21T05:00:00Z',
        'finished  2026-11-21T05:00:04Z',
        'cost      $0.002100',
        'trace     none',
        '',
        'STEP  MODEL          END         TOOK    COST       0 to 4.00 s',
        `1.1   openai/gpt-4o  rate_limit  1.00 s  $0.00      ${'░'.repeat(10)}`,
        `2.1   gemini/flash   succeeded   3.00 s  $0.002100  ${' '.repeat(10)}${'█'.repeat(30)}`,
      ].join('\n'),
    );
  });

  it('G8 says of whom it is a replay, and which replays it has', () => {
    expect(describeRequest({ ...request, replay_of: 'req-0' })).toMatch(/^replays {3}req-0$/m);
    const replays = [{ custom_id: 'req-1~replay-1', state: 'running' as const }];
    expect(describeRequest({ ...request, replays })).toMatch(/^replay {4}req-1~replay-1: running$/m);
  });

  it('has a bar for an attempt that took no time, also at the end, and says when there is none', () => {
    const instant = { ...attempt, started_at: '2026-11-21T05:00:01.000Z', duration_ms: 0, hedged: true };
    const text = describeRequest({
      ...request,
      state: 'running',
      outcome: null,
      finished_at: null,
      attempts: [attempt, instant],
    });
    expect(text).toMatch(/^state {5}running$/m);
    expect(text).toMatch(/^1\.1 hedged .* {39}░$/m);
    expect(describeRequest({ ...request, attempts: [] })).toMatch(/No attempt is known\.$/);
  });
});
