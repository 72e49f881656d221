import { beforeEach, describe, expect, it } from '@jest/globals';
import { everyModel, type ErrorClass, type ProviderHealth } from '#contracts';
import { defaultHealthPolicy } from '#fallback';
import type { EndedAttempt } from './ended-attempt.js';
import type { HealthRules } from './health-rules.js';
import { HealthTable, type Transition } from './health-table.js';
import type { OperatorReport } from './operator-report.js';

const start = Date.parse('2026-11-21T05:00:00Z');

interface Told extends Partial<EndedAttempt> {
  readonly failed?: ErrorClass;
  readonly retryAfterMs?: number;
  readonly status?: number | null;
}

/** An attempt of openai/gpt-4o that began `at` ms after the start and took 100 ms. */
function attempt(at: number, { failed, retryAfterMs, status = 503, ...over }: Told = {}): EndedAttempt {
  const failure =
    failed === undefined
      ? null
      : {
          class: failed,
          type: 'APIError',
          status,
          code: null,
          message: '',
          retryAfterMs: retryAfterMs ?? null,
        };
  const startedAt = start + at;
  return {
    provider: 'openai',
    model: 'gpt-4o',
    org: 'acme',
    startedAt,
    endedAt: startedAt + 100,
    credential: null,
    failure,
    spentUntil: null,
    timeToFirstTokenMs: null,
    ...over,
  };
}

const rules: HealthRules = {
  policy: defaultHealthPolicy,
  timeoutMsOf: (provider) => (provider === 'openai' ? 60_000 : undefined),
  modelsOf: (provider) => (provider === 'openai' ? ['gpt-4o'] : []),
};

let transitions: Transition[];
const newTable = (): HealthTable => new HealthTable(rules, (transition) => transitions.push(transition));

/** As the recorder does, with a database that numbers from 1. */
function save(table: HealthTable, now: number): ProviderHealth[] {
  return table.unsaved(now).map((unsaved) => {
    const record = { ...unsaved.draft, seq: ++seq };
    table.markSaved(unsaved, record, now);
    return record;
  });
}
let seq = 0;

beforeEach(() => {
  transitions = [];
  seq = 0;
});

describe('the folded health of models (F2)', () => {
  it('E5 a failing model is down, with what led there', () => {
    const table = newTable();
    expect(table.fold(attempt(0, { failed: 'unavailable' }), start + 100)).toBe(true);
    expect(save(table, start + 100)).toEqual([
      {
        provider: 'openai',
        model: 'gpt-4o',
        state: 'down',
        since: '2026-11-21T05:00:00.100Z',
        until: '2026-11-21T05:05:00.100Z',
        reason: 'unavailable: failure_rate=100.00%',
        failure_rate: 1,
        requests: 1,
        failures: 1,
        by_class: { unavailable: 1 },
        latency_ms: { p50: null, p95: null },
        time_to_first_token_ms: { p50: null, p95: null },
        proven_at: null,
        expires_at: '2026-11-21T05:15:00.100Z',
        seq: 1,
      },
    ]);
    expect(transitions).toMatchObject([{ provider: 'openai', from: 'healthy', to: { state: 'down' } }]);
  });

  it('saves changes of state at once and counts every 10 s', () => {
    const table = newTable();
    table.fold(attempt(0), start);
    expect(save(table, start)).toHaveLength(1);
    expect(table.fold(attempt(200), start)).toBe(false);
    expect(save(table, start + 9_999)).toHaveLength(0);
    expect(save(table, start + 10_000)).toMatchObject([{ state: 'healthy', requests: 2 }]);
    expect(save(table, start + 60_000)).toHaveLength(0);
  });

  it('tells of a change once, and again of what changes after it was taken to be saved', () => {
    const table = newTable();
    expect(table.fold(attempt(0, { failed: 'unavailable' }), start)).toBe(true);
    expect(table.fold(attempt(100, { failed: 'unavailable' }), start)).toBe(false);
    const [taken] = table.unsaved(start);
    expect(table.fold(attempt(300), start)).toBe(true);
    table.markSaved(taken!, { ...taken!.draft, seq: 1 }, start);
    expect(save(table, start)).toMatchObject([{ state: 'recovering' }]);
  });

  it('tells of the next change after one that went back before it could be saved', () => {
    const table = newTable();
    for (let each = 0; each < 9; each += 1) table.fold(attempt(each), start);
    save(table, start);
    expect(table.fold(attempt(20, { failed: 'unavailable' }), start)).toBe(true);
    for (let each = 30; each < 42; each += 1) table.fold(attempt(each), start);
    expect(table.unsaved(start)).toEqual([]);
    expect(table.fold(attempt(50, { failed: 'quota' }), start)).toBe(true);
  });

  it('G4 saves a longer rest at once: the others must know until when', () => {
    const table = newTable();
    table.fold(attempt(0, { failed: 'rate_limit', retryAfterMs: 2_000 }), start);
    save(table, start);
    expect(table.fold(attempt(500, { failed: 'rate_limit', retryAfterMs: 2_000 }), start)).toBe(false);
    expect(table.fold(attempt(600, { failed: 'rate_limit', retryAfterMs: 20_000 }), start)).toBe(true);
    expect(save(table, start)).toMatchObject([{ state: 'limited', until: '2026-11-21T05:00:20.700Z' }]);
  });

  it('D8 G4 saves at once that nothing is left, and that it is whole again when it is', () => {
    const table = newTable();
    for (let each = 0; each < 20; each += 1) table.fold(attempt(each), start);
    save(table, start);
    expect(table.fold(attempt(100, { spentUntil: start + 30_000 }), start + 200)).toBe(true);
    expect(save(table, start + 200)).toMatchObject([
      {
        state: 'limited',
        until: '2026-11-21T05:00:30.000Z',
        reason: 'rate_limit: the provider says that nothing is left until then',
        failures: 0,
      },
    ]);
    expect(table.fold(attempt(150, { spentUntil: start + 30_500 }), start + 300)).toBe(false);
    expect(table.fold(attempt(200), start + 300)).toBe(false);
    table.tick(start + 30_499);
    expect(table.unsaved(start + 30_499)).toMatchObject([{ state: { state: 'limited' } }]);
    table.tick(start + 30_500);
    expect(save(table, start + 30_500)).toMatchObject([
      { state: 'healthy', since: '2026-11-21T05:00:30.500Z' },
    ]);
    expect(transitions.map(({ to }) => to.state)).toEqual(['limited', 'healthy']);
  });

  it.each(['bad_request', 'cancelled', 'timeout'] as const)(
    'D8 hears that nothing is left of a request that fails with %s, and no more',
    (failed) => {
      const table = newTable();
      expect(table.fold(attempt(0, { failed, status: null, spentUntil: start + 60_000 }), start)).toBe(true);
      expect(save(table, start)).toMatchObject([{ state: 'limited', requests: 0 }]);
    },
  );

  it('D8 says nothing of a limit in a backlog that is whole again by now', () => {
    const table = newTable();
    table.fold(attempt(0, { spentUntil: start + 60_000 }), start + 60_000);
    expect(save(table, start + 60_000)).toMatchObject([{ state: 'healthy' }]);
  });

  it('B6 what was announced before a clearing counts no more, even if it is heard of later', () => {
    const table = newTable();
    table.fold(attempt(0), start);
    table.clear(start + 500, start + 500);
    table.fold(attempt(300, { spentUntil: start + 60_000 }), start + 600);
    expect(save(table, start + 600)).toMatchObject([{ state: 'healthy' }]);
  });

  it.each(['bad_request', 'content_filter', 'cancelled', 'model_not_found', 'context_length'] as const)(
    'a request that fails with %s says nothing of the provider',
    (failed) => {
      const table = newTable();
      expect(table.fold(attempt(0, { failed }), start)).toBe(false);
      expect(table.unsaved(start)).toEqual([]);
    },
  );

  it('G7 the impatience of one request costs nobody the provider', () => {
    const table = newTable();
    expect(table.fold(attempt(0, { failed: 'timeout', status: null }), start)).toBe(false);
    expect(table.unsaved(start)).toEqual([]);
    const patient = attempt(0, { failed: 'timeout', status: null, endedAt: start + 59_990 });
    expect(table.fold(patient, start)).toBe(true);
    expect(save(table, start)).toMatchObject([{ state: 'down' }]);
  });

  it('a time-out that the provider itself tells counts however soon it comes', () => {
    const table = newTable();
    expect(table.fold(attempt(0, { failed: 'timeout', status: 408 }), start)).toBe(true);
  });

  it('recovers with a clean window: what led into the cooldown does not lead into the next', () => {
    const table = newTable();
    for (let each = 0; each < 50; each += 1) table.fold(attempt(each, { failed: 'network' }), start);
    for (const at of [200, 400, 600]) table.fold(attempt(at), start);
    expect(save(table, start)).toMatchObject([{ state: 'healthy', failure_rate: 0, requests: 3 }]);
    expect(transitions.map(({ to }) => to.state)).toEqual(['down', 'recovering', 'healthy']);
  });

  it('folds a backlog as it happened: an hour later, the outage of then is over', () => {
    const table = newTable();
    const now = start + 3_600_000;
    table.fold(attempt(0, { failed: 'unavailable' }), now);
    expect(save(table, now)).toMatchObject([{ state: 'down', until: '2026-11-21T05:05:00.100Z' }]);
    for (const at of [400_000, 401_000, 402_000]) table.fold(attempt(at), now);
    expect(save(table, now)).toMatchObject([{ state: 'healthy', since: '2026-11-21T05:06:42.100Z' }]);
  });

  it('by silence a recovering model becomes healthy and its counts empty; a down one stays down', () => {
    const table = newTable();
    table.fold(attempt(0, { failed: 'unavailable' }), start);
    table.fold(attempt(0, { failed: 'unavailable', provider: 'gemini' }), start);
    table.fold(attempt(200), start + 300);
    save(table, start + 300);
    table.tick(start + 60_299);
    expect(save(table, start + 60_299)).toEqual([]);
    table.tick(start + 60_300);
    expect(save(table, start + 60_300)).toMatchObject([
      { provider: 'openai', state: 'healthy', requests: 0 },
    ]);
    table.tick(start + 1_000_000);
    expect(save(table, start + 1_000_000)).toEqual([]);
  });

  it('gives the percentiles of the attempts that succeeded', () => {
    const table = newTable();
    for (let each = 1; each <= 100; each += 1) {
      table.fold(attempt(each * 10, { endedAt: start + each * 10 + each }), start);
    }
    expect(save(table, start)).toMatchObject([{ latency_ms: { p50: 50, p95: 95 } }]);
  });
});

describe('an organization that uses its own key', () => {
  const own = { credential: 'ACME_OPENAI_KEY' };

  it.each(['auth', 'quota', 'rate_limit'] as const)(
    'costs nobody else the provider when it gets %s',
    (failed) => {
      const table = newTable();
      expect(table.fold(attempt(0, { failed, ...own }), start)).toBe(false);
      expect(table.unsaved(start)).toEqual([]);
    },
  );

  it.each(['unavailable', 'network'] as const)('tells everybody when it gets %s', (failed) => {
    const table = newTable();
    expect(table.fold(attempt(0, { failed, ...own }), start)).toBe(true);
    expect(save(table, start)).toMatchObject([{ state: 'down' }]);
  });

  it.each(['auth', 'quota', 'rate_limit'] as const)(
    'says nothing of our key, which got %s, when it succeeds',
    (failed) => {
      const table = newTable();
      table.fold(attempt(0, { failed, retryAfterMs: 60_000 }), start);
      save(table, start);
      table.fold(attempt(200, own), start);
      expect(table.unsaved(start + 10_000)).toEqual([]);
      table.fold(attempt(400), start);
      expect(save(table, start)).toMatchObject([{ state: 'recovering' }]);
    },
  );

  it('shows that a provider works again which did not answer', () => {
    const table = newTable();
    table.fold(attempt(0, { failed: 'unavailable' }), start);
    table.fold(attempt(200, own), start);
    expect(save(table, start)).toMatchObject([{ state: 'recovering' }]);
  });
});

describe('what operators say (B6, B7)', () => {
  const failed = (at: number, over: Partial<OperatorReport> = {}): OperatorReport => ({
    provider: 'openai',
    model: null,
    failed: 'unavailable',
    at: start + at,
    ...over,
  });
  const works = (at: number, over: Partial<OperatorReport> = {}): OperatorReport =>
    failed(at, { failed: null, ...over });

  it('B7 a reported failure leaves every known model and the configured one alone, however well they did', () => {
    const table = newTable();
    for (let each = 0; each < 50; each += 1) table.fold(attempt(each, { model: 'gpt-4o-mini' }), start);
    table.fold(attempt(0, { provider: 'gemini' }), start);
    save(table, start);
    expect(table.report(failed(500), start + 600)).toBe(true);
    expect(save(table, start + 600)).toMatchObject([
      { model: 'gpt-4o-mini', state: 'down', until: '2026-11-21T05:05:00.500Z', requests: 51, failures: 1 },
      { model: 'gpt-4o', state: 'down', until: '2026-11-21T05:05:00.500Z', requests: 1, failures: 1 },
    ]);
    expect(transitions).toHaveLength(2);
  });

  it('B7 a failure of one model concerns no other, and has the class that was named', () => {
    const table = newTable();
    table.report(failed(0, { model: 'o3', failed: 'rate_limit' }), start);
    expect(save(table, start)).toMatchObject([
      { model: 'o3', state: 'limited', until: '2026-11-21T05:01:00.000Z', by_class: { rate_limit: 1 } },
    ]);
  });

  it('B7 a reported success makes the models that are known healthy, with nothing held against them', () => {
    const table = newTable();
    table.fold(attempt(0, { failed: 'auth' }), start);
    table.fold(attempt(0, { failed: 'auth', model: 'o3' }), start);
    save(table, start);
    expect(table.report(works(500, { model: 'o3' }), start + 500)).toBe(true);
    expect(save(table, start + 500)).toMatchObject([{ model: 'o3', state: 'healthy', failures: 0 }]);
    expect(table.report(works(600), start + 600)).toBe(true);
    expect(save(table, start + 600)).toMatchObject([
      { model: 'gpt-4o', state: 'healthy', since: '2026-11-21T05:00:00.600Z', reason: 'failure_rate=0.00%' },
    ]);
  });

  it('B6 clearing makes every model healthy and empties its counts', () => {
    const table = newTable();
    table.fold(attempt(0, { failed: 'unavailable' }), start);
    table.fold(attempt(0, { failed: 'rate_limit', provider: 'gemini' }), start);
    for (let each = 0; each < 9; each += 1) table.fold(attempt(each, { provider: 'ollama' }), start);
    table.fold(attempt(10, { provider: 'ollama', failed: 'unavailable' }), start);
    save(table, start);
    expect(table.clear(start + 500, start + 500)).toBe(true);
    expect(save(table, start + 500)).toMatchObject([
      { provider: 'openai', state: 'healthy', requests: 0 },
      { provider: 'gemini', state: 'healthy', requests: 0 },
      { provider: 'ollama', state: 'healthy', requests: 0 },
    ]);
  });

  it('B6 what ended before the clearing counts no more, even if it is heard of later', () => {
    const table = newTable();
    table.fold(attempt(0), start);
    save(table, start);
    table.clear(start + 500, start + 500);
    expect(table.fold(attempt(300, { failed: 'unavailable' }), start + 600)).toBe(false);
    table.fold(attempt(550), start + 700);
    expect(save(table, start + 20_000)).toMatchObject([{ state: 'healthy', requests: 1, failures: 0 }]);
  });

  it('what fails after it was said to work is down', () => {
    const table = newTable();
    for (const at of [0, 400]) table.fold(attempt(at, { failed: 'unavailable' }), start + 500);
    save(table, start + 500);
    for (const at of [50, 450]) {
      expect(table.report(works(at), start + 500)).toBe(false);
      expect(table.clear(start + at, start + 500)).toBe(false);
    }
    expect(table.unsaved(start + 500)).toEqual([]);
  });

  it('is heard again after a restart without effect: neither what is over nor what was done already', () => {
    const before = newTable();
    before.report(failed(0), start);
    const [down] = save(before, start);
    for (const at of [200, 400, 600]) before.fold(attempt(at), start + at);
    const [healthy] = save(before, start + 700);
    transitions = [];

    for (const [record, state] of [
      [down!, 'down'],
      [healthy!, 'healthy'],
    ] as const) {
      const after = newTable();
      after.adopt([record], start + 800);
      expect(after.report(failed(0), start + 800)).toBe(false);
      expect(after.unsaved(start + 60_000)).toEqual([]);
      expect(record.state).toBe(state);
    }
    const later = newTable();
    expect(later.report(failed(0), start + 300_000)).toBe(false);
    expect(later.unsaved(start + 300_000)).toEqual([]);
    expect(transitions).toEqual([]);
  });
});

describe('a restart or a second replica', () => {
  it('goes on from what was saved, and says nothing anew', () => {
    const before = newTable();
    before.fold(attempt(0, { failed: 'quota' }), start);
    const [saved] = save(before, start);
    transitions = [];

    const after = newTable();
    after.adopt([saved!], start);
    expect(after.unsaved(start)).toEqual([]);
    after.fold(attempt(0, { failed: 'quota' }), start);
    expect(transitions).toEqual([]);
    expect(save(after, start)).toEqual([]);
    expect(save(after, start + 10_000)).toMatchObject([
      { state: 'down', since: saved!.since, until: saved!.until, requests: 2 },
    ]);
  });

  it('D8 lets an announced limit go that was saved before, when nobody else has done so for two windows', () => {
    const before = newTable();
    before.fold(attempt(0, { spentUntil: start + 60_000 }), start);
    const after = newTable();
    after.adopt(save(before, start), start);
    after.tick(start + 119_999);
    expect(after.unsaved(start + 119_999)).toEqual([]);
    after.tick(start + 120_000);
    expect(save(after, start + 120_000)).toMatchObject([{ state: 'healthy' }]);
  });

  it('takes the newer record of another replica, unless it has a change of its own', () => {
    const [ours, theirs] = [newTable(), newTable()];
    ours.fold(attempt(0), start);
    save(ours, start);
    theirs.fold(attempt(500, { failed: 'auth' }), start);
    const [record] = save(theirs, start);

    ours.adopt([record!], start);
    ours.fold(attempt(700), start);
    expect(save(ours, start)).toMatchObject([
      { state: 'recovering', reason: expect.stringMatching(/^auth: /) },
    ]);

    ours.fold(attempt(900, { failed: 'network' }), start);
    ours.adopt([{ ...record!, seq: 99 }], start);
    expect(save(ours, start)).toMatchObject([{ state: 'down', reason: expect.stringMatching(/^network: /) }]);
  });
});

describe('a partition that moves in the middle of the window', () => {
  it('G4 makes no flap: a failure among many good calls is none more than it was', () => {
    const before = newTable();
    for (let each = 0; each < 50; each += 1) {
      before.fold(attempt(each, { timeToFirstTokenMs: 40 }), start);
    }
    const [record] = save(before, start + 10_000);
    transitions = [];

    const after = newTable();
    after.adopt([record!], start + 10_000);
    after.fold(attempt(10_000, { failed: 'unavailable' }), start + 10_100);
    expect(transitions).toEqual([]);
    after.fold(attempt(10_100, { failed: 'unavailable' }), start + 10_200);
    expect(after.unsaved(start + 20_000)[0]!.draft).toMatchObject({
      state: 'healthy',
      requests: 52,
      failures: 2,
      latency_ms: { p50: 100, p95: 100 },
      time_to_first_token_ms: { p50: 40, p95: 40 },
      proven_at: record!.proven_at,
    });
  });

  it("is another replica's until we have folded an attempt, and again when that one has told more", () => {
    const [ours, theirs] = [newTable(), newTable()];
    expect(ours.takesOver(attempt(0, { failed: 'bad_request' }))).toBe(false);
    expect(ours.takesOver(attempt(0))).toBe(true);
    ours.fold(attempt(0), start);
    expect(ours.takesOver(attempt(0))).toBe(false);
    save(ours, start);
    theirs.fold(attempt(1), start);
    ours.adopt(save(theirs, start), start);
    expect(ours.takesOver(attempt(0))).toBe(true);
  });

  it('is saved to the last count by whoever leaves', () => {
    const table = newTable();
    table.fold(attempt(0), start);
    save(table, start);
    table.fold(attempt(1), start);
    expect(save(table, start + 1)).toEqual([]);
    table.leave();
    expect(save(table, start + 1)).toMatchObject([{ requests: 2 }]);
    expect(save(table, start + 1)).toEqual([]);
  });

  it('forgets what was counted before as time goes by, as ever', () => {
    const before = newTable();
    for (let each = 0; each < 50; each += 1) before.fold(attempt(each), start);
    const after = newTable();
    after.adopt(save(before, start), start);
    after.fold(attempt(120_000, { failed: 'unavailable' }), start + 120_100);
    expect(save(after, start + 120_100)).toMatchObject([{ state: 'down', requests: 1, failures: 1 }]);
  });
});

describe('a provider that the fleet leaves alone as a whole', () => {
  it('F2 is shown to work by a call of any model that began since, and that is told at once, once', () => {
    const table = newTable();
    table.fold(attempt(0), start);
    save(table, start);
    table.leftAlone(new Map([['openai', start + 500]]));
    expect(table.fold(attempt(400), start + 600)).toBe(false);
    expect(table.fold(attempt(600), start + 700)).toBe(true);
    const [record] = save(table, start + 700);
    expect(record).toMatchObject({ state: 'healthy', proven_at: new Date(start + 600).toISOString() });
    expect(table.fold(attempt(800), start + 900)).toBe(false);
    table.leftAlone(new Map());
    expect(table.fold(attempt(900), start + 1_000)).toBe(false);
  });

  it('has no model of the name that stands for all of them', () => {
    const table = newTable();
    expect(table.fold(attempt(0, { model: everyModel, failed: 'network' }), start)).toBe(false);
    expect(table.unsaved(start)).toEqual([]);
  });
});

describe('the minutes', () => {
  it('count what tells of the provider, and are taken once unless they are given back', () => {
    const table = newTable();
    const { minutes } = table;
    table.fold(attempt(0), start);
    table.fold(attempt(10, { failed: 'timeout', status: 504 }), start);
    table.fold(attempt(60_000, { model: 'o3' }), start);
    table.fold(attempt(0, { failed: 'bad_request' }), start);
    const taken = minutes.take();
    expect(taken).toEqual([
      { provider: 'openai', model: 'gpt-4o', minute: start, requests: 2, failures: 1 },
      { provider: 'openai', model: 'o3', minute: start + 60_000, requests: 1, failures: 0 },
    ]);
    expect(minutes.take()).toEqual([]);
    table.fold(attempt(20), start);
    minutes.giveBack(taken);
    expect(minutes.take()).toContainEqual({ ...taken[0]!, requests: 3 });
  });
});

describe('new rules of a changed config', () => {
  it('say from which share on a model is degraded, and after how many successes it is healthy', () => {
    const table = newTable();
    table.follow({ ...rules, policy: { ...defaultHealthPolicy, degradedRate: 0.5, successesToRecover: 1 } });
    for (let each = 0; each < 10; each += 1) table.fold(attempt(each), start);
    for (const at of [20, 21]) table.fold(attempt(at, { failed: 'unavailable' }), start);
    expect(save(table, start)).toMatchObject([{ state: 'healthy', failures: 2 }]);
    table.fold(attempt(30, { failed: 'quota' }), start);
    expect(save(table, start)).toMatchObject([{ state: 'down' }]);
    table.fold(attempt(131), start);
    expect(save(table, start)).toMatchObject([{ state: 'healthy', requests: 1 }]);
  });

  const counts = (table: HealthTable): unknown[] =>
    table.unsaved(start).map(({ draft: { state, requests } }) => ({ state, requests }));

  it('hold from then on; what cools down goes on to do so', () => {
    const table = newTable();
    table.fold(attempt(0, { failed: 'unavailable' }), start);
    table.follow({ ...rules, policy: { ...defaultHealthPolicy, minimumRequests: 2, cooldownMs: 7_000 } });
    expect(save(table, start)).toMatchObject([
      { state: 'down', until: new Date(start + 100 + defaultHealthPolicy.cooldownMs).toISOString() },
    ]);
    table.fold(attempt(0, { model: 'o3', failed: 'unavailable' }), start);
    expect(save(table, start)).toMatchObject([{ model: 'o3', state: 'degraded' }]);
    table.fold(attempt(0, { model: 'o3', failed: 'unavailable' }), start);
    expect(save(table, start)).toMatchObject([
      { model: 'o3', state: 'down', until: new Date(start + 7_100).toISOString() },
    ]);
  });

  it('begin a new window where they change it, and leave it where they do not', () => {
    const table = newTable();
    table.fold(attempt(0), start);
    table.follow({ ...rules, policy: { ...defaultHealthPolicy, cooldownMs: 7_000 } });
    expect(counts(table)).toEqual([{ state: 'healthy', requests: 1 }]);
    table.follow({ ...rules, policy: { ...defaultHealthPolicy, windowMs: 30_000 } });
    expect(counts(table)).toEqual([{ state: 'healthy', requests: 0 }]);
  });

  it('say which models a provider has, and how long it may take', () => {
    const table = newTable();
    table.follow({ ...rules, timeoutMsOf: () => 100, modelsOf: () => ['o3'] });
    table.fold(attempt(0, { failed: 'timeout', status: null }), start);
    table.report({ provider: 'ollama', model: null, failed: 'unavailable', at: start }, start);
    expect(save(table, start)).toMatchObject([
      { provider: 'openai', model: 'gpt-4o', state: 'down' },
      { provider: 'ollama', model: 'o3', state: 'down' },
    ]);
  });
});
