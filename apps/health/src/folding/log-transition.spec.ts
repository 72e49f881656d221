import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { logTransition } from './log-transition.js';

describe('the log of what happens to a provider', () => {
  it('E5 says that it is marked unhealthy, and at which failure rate', () => {
    const lines: string[] = [];
    const logger = pino({}, { write: (line: string) => void lines.push(line) });
    const to = { state: 'down', since: 0, until: 60_000, cause: 'timeout', lastFailureAt: 0 } as const;
    const totals = { requests: 2, failures: 2, failureRate: 1, inARow: 1, byClass: { timeout: 2 } };
    logTransition({ provider: 'openai', model: 'gpt-4o', from: 'healthy', to, totals }, logger);
    expect(JSON.parse(lines.join(''))).toMatchObject({
      level: 40,
      msg: 'Provider openai marked unhealthy: failure_rate=100.00%',
      model: 'gpt-4o',
      error_class: 'timeout',
      until: '1970-01-01T00:01:00.000Z',
    });
  });
});
