import { describe, expect, it } from '@jest/globals';
import { requestKey } from '#contracts';
import { noEnd, type PastRequest, type RequestEnd } from '#fallback';
import { reportOf } from './report.js';

const requestOf = (org: string, customId: string): PastRequest => ({
  key: requestKey({ org, custom_id: customId }),
  request: {
    custom_id: customId,
    method: 'POST',
    org,
    routing: {},
    metadata: {},
    url: '/v1/chat/completions',
    body: { messages: [{ role: 'user' }] },
  },
  beganAt: 0,
});

const requests = [requestOf('acme', 'a'), requestOf('acme', 'b'), requestOf('globex', 'c')];
/** Of each request. */
const endsOf = (...ends: readonly RequestEnd['end'][]): RequestEnd[] =>
  requests.map(({ key }, index) => ({ ...noEnd(key), end: ends[index]! }));

const actual = endsOf('answered', 'answered', 'all_providers_failed');
const report = (now: RequestEnd[], next: RequestEnd[], org: string | null = null) =>
  reportOf({ since: 0, until: 1_000, org }, { requests }, { actual, now, new: next }, []);

describe('a report of a backtest', () => {
  it('G8 is about all requests, or those of one organization', () => {
    expect(report(actual, actual)).toMatchObject({ until: '1970-01-01T00:00:01.000Z', agreement: 1 });
    expect(report(actual, actual).now.requests).toBe(3);
    expect(report(actual, actual, 'acme').new).toMatchObject({ requests: 2, answered: 2 });
    expect(() => report(actual, actual, 'nobody')).toThrow("organization 'nobody' has no request");
  });

  it('G8 calls a config worse that answers fewer, or of which that is not known', () => {
    expect(report(actual, actual).worse).toBe(false);
    expect(report(actual, endsOf('answered', 'unknown', 'all_providers_failed')).worse).toBe(true);
    expect(report(actual, endsOf('answered', 'unknown', 'answered')).worse).toBe(false);
    const half = endsOf('answered', 'unknown', 'all_providers_failed');
    expect(report(half, endsOf('all_providers_failed', 'answered', 'all_providers_failed')).worse).toBe(true);
  });
});
