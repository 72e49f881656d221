import { describe, expect, it } from '@jest/globals';
import type { FailureCode, LlmFailure } from '#contracts';
import type { EndedAttempt } from '../folding/ended-attempt.js';
import { OrgOutages } from './org-outages.js';

const policy = { quietMs: 30_000, forgottenAfterMs: 900_000 };
const at = 1_000_000;

function failure(
  org: string,
  code: FailureCode = 'all_providers_failed',
  attempts = 0,
  handoff = true,
): LlmFailure {
  const errors: LlmFailure['error']['errors'] = Array.from({ length: attempts }, () => ({
    class: 'unavailable',
    type: 'InternalServerError',
    status: 503,
    code: null,
    message: '',
    tier: null,
    step: 1,
    attempt: 1,
    provider: 'openai',
    model: 'gpt-4o',
  }));
  const error = {
    code,
    message: '',
    customer_message: '',
    handoff,
    attempted_providers: [],
    last_error: null,
    errors,
  };
  const routing = {
    provider: null,
    model: null,
    tier: null,
    requested_model: null,
    fallback_used: false,
    fallback_tier: null,
    fallback_chain_used: [],
    attempts: [],
    cost_usd: 0,
    duration_ms: 0,
    queued_ms: 0,
  };
  return { id: 'resp_1', custom_id: 'req-1', org, response: null, error, routing, metadata: {} };
}

const answered = (org: string, startedAt: number): EndedAttempt => ({
  provider: 'openai',
  model: 'gpt-4o',
  org,
  startedAt,
  endedAt: startedAt + 10,
  credential: null,
  failure: null,
  spentUntil: null,
  timeToFirstTokenMs: null,
});

function told(outages: OrgOutages): void {
  for (const outage of outages.untold()) outages.markTold(outage);
}

describe('an organization that gets no answers (E8)', () => {
  it('is told once, with how many requests failed meanwhile', () => {
    const outages = new OrgOutages(policy);
    expect(outages.failed(failure('acme'), at, at)).toBe(true);
    outages.failed(failure('acme'), at + 5, at + 5);
    expect(outages.untold()).toMatchObject([{ org: 'acme', firstAt: at, count: 2 }]);
    told(outages);
    outages.remember(['acme']);
    expect(outages.failed(failure('acme'), at + 10, at + 10)).toBe(false);
  });

  it.each([
    ['all_providers_failed', 1, false, true],
    ['no_provider_available', 0, false, true],
    ['deadline_exceeded', 1, true, true],
    ['deadline_exceeded', 0, true, true],
    ['response_too_large', 0, true, true],
    ['invalid_request', 0, false, false],
    ['content_filtered', 1, false, false],
    ['cancelled', 1, false, false],
  ] as const)(
    '%s after %i attempts, handoff %s, is such a failure: %s',
    (code, attempts, handoff, counts) => {
      const outages = new OrgOutages(policy);
      expect(outages.failed(failure('acme', code, attempts, handoff), at, at)).toBe(counts);
      expect(outages.untold().map(({ handoffs }) => handoffs)).toEqual(
        counts ? [handoff ? ['req-1'] : []] : [],
      );
    },
  );

  it('of long ago is not brought up when the log is read again', () => {
    expect(new OrgOutages(policy).failed(failure('acme'), at - 900_000, at)).toBe(false);
  });

  it('is answered again when an attempt that started after the last failure succeeded, and it stayed quiet', () => {
    const outages = new OrgOutages(policy);
    outages.listening(true, at);
    outages.attemptEnded(answered('acme', at));
    expect(outages.isOver('acme', at, at + 30_000)).toBe(false);
    outages.attemptEnded(answered('acme', at + 1));
    outages.attemptEnded(answered('acme', at - 5));
    expect(outages.isOver('acme', at, at + 29_999)).toBe(false);
    expect(outages.isOver('acme', at, at + 30_000)).toBe(true);
    expect(outages.isOver('globex', at, at + 30_000)).toBe(false);
  });

  it('is over after 15 minutes of silence, if anyone listened', () => {
    const outages = new OrgOutages(policy);
    expect(outages.isOver('acme', at, at + 900_000)).toBe(false);
    outages.listening(true, at + 600_000);
    expect(outages.isOver('acme', at, at + 900_000)).toBe(false);
    expect(outages.isOver('acme', at, at + 1_500_000)).toBe(true);
    outages.listening(false, at + 1_500_000);
    expect(outages.isOver('acme', at, at + 9_000_000)).toBe(false);
  });

  it('is not over while a failure waits to be told', () => {
    const outages = new OrgOutages(policy);
    outages.listening(true, at);
    outages.failed(failure('acme'), at + 900_000, at + 900_000);
    expect(outages.isOver('acme', at, at + 900_000)).toBe(false);
  });

  it('may be one of any number of names without the memory growing', () => {
    const outages = new OrgOutages(policy);
    outages.listening(true, 0);
    for (let each = 0; each <= 10_000; each += 1) outages.attemptEnded(answered(`org-${each}`, at));
    expect(outages.isOver('org-0', at - 1, at + 30_000)).toBe(false);
    expect(outages.isOver('org-1', at - 1, at + 30_000)).toBe(true);
  });
});
