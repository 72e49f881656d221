import { describe, expect, it } from '@jest/globals';
import { operatorReport } from './operator-report.js';

const said = { type: 'report', provider: 'openai', outcome: 'failed' } as const;

describe('what an operator reports (B7)', () => {
  it('holds from when it was said, for all models or the one that is named', () => {
    expect(operatorReport(said, 5)).toEqual({
      provider: 'openai',
      model: null,
      failed: 'unavailable',
      at: 5,
    });
    expect(operatorReport({ ...said, model: 'o3' }, 5).model).toBe('o3');
    expect(operatorReport({ ...said, outcome: 'succeeded', error: 'auth' }, 5).failed).toBeNull();
  });

  it.each([
    ['rate_limit', 'rate_limit'],
    ['auth', 'auth'],
    ['it answers nonsense', 'unavailable'],
    ['bad_request', 'unavailable'],
    ['cancelled', 'unavailable'],
  ])('takes %s for %s', (error, failed) => {
    expect(operatorReport({ ...said, error }, 5).failed).toBe(failed);
  });
});
