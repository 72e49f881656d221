import { describe, expect, it } from '@jest/globals';
import { everyModel, ProviderHealth, type ErrorClass } from '#contracts';
import { defaultHealthPolicy } from '#fallback';
import fc from 'fast-check';
import { providerVerdict } from './provider-verdict.js';

const start = Date.parse('2026-11-21T05:00:00.000Z');
const iso = (at: number): string => new Date(start + at).toISOString();

const rules = (models: readonly string[] = []) => ({
  policy: defaultHealthPolicy,
  timeoutMsOf: () => undefined,
  modelsOf: () => models,
});

const record = (model: string, over: Partial<ProviderHealth> = {}): ProviderHealth => ({
  provider: 'openai',
  model,
  state: 'healthy',
  since: iso(0),
  until: null,
  reason: 'failure_rate=0.00%',
  failure_rate: 0,
  requests: 1,
  failures: 0,
  by_class: {},
  latency_ms: { p50: 1, p95: 1 },
  proven_at: iso(0),
  expires_at: iso(900_000),
  seq: 1,
  ...over,
});

const down = (
  model: string,
  errorClass: ErrorClass,
  since: number,
  over: Partial<ProviderHealth> = {},
): ProviderHealth =>
  record(model, {
    state: 'down',
    since: iso(since),
    until: iso(since + 300_000),
    reason: `${errorClass}: failure_rate=100.00%`,
    failures: 1,
    by_class: { [errorClass]: 1 },
    ...over,
  });

const judge = (models: ProviderHealth[], told: ProviderHealth | null = null, configured: string[] = []) =>
  providerVerdict({ provider: 'openai', models, told }, rules(configured), start + 1_000);

/** As it is once it was told. */
const told = (...models: ProviderHealth[]): ProviderHealth => ({ ...judge(models)!, seq: 1 });

const isDown = (...models: ProviderHealth[]): boolean => judge(models)?.state === 'down';

describe('what the models of a provider tell of it as a whole (F2)', () => {
  it.each(['auth', 'quota', 'network'] as const)('%s of one model takes them all down', (errorClass) => {
    const verdict = judge([down('gpt-4o', errorClass, 100), record('mini')]);
    expect(verdict).toMatchObject({
      provider: 'openai',
      model: everyModel,
      state: 'down',
      since: iso(100),
      until: iso(300_100),
      reason: `${errorClass}: all models of openai depend on what openai/gpt-4o met`,
      requests: 2,
      failures: 1,
      by_class: { [errorClass]: 1 },
    });
    expect(ProviderHealth.parse({ ...verdict, seq: 1 })).toBeTruthy();
  });

  it.each(['unavailable', 'timeout', 'bad_response', 'unknown'] as const)(
    '%s takes it down when it refuses all models, those of the config too, and not before',
    (errorClass) => {
      const both = [down('gpt-4o', errorClass, 100), down('mini', errorClass, 200)];
      expect(isDown(both[0]!, record('mini'))).toBe(false);
      expect(judge(both)).toMatchObject({ state: 'down', since: iso(200), until: iso(300_200) });
      expect(judge(both, null, ['gpt-4o', 'o3'])).toBeNull();
    },
  );

  it('says nothing of a provider with one model, of which its own record says all', () => {
    expect(judge([down('gpt-4o', 'unavailable', 100)])).toBeNull();
    expect(judge([down('gpt-4o', 'unavailable', 100)], null, ['gpt-4o'])).toBeNull();
  });

  it('takes a limit for no failure of the whole', () => {
    const limited = (model: string) => down(model, 'rate_limit', 100, { state: 'limited' });
    expect(judge([limited('gpt-4o'), limited('mini')])).toBeNull();
    expect(judge([limited('gpt-4o'), down('mini', 'unavailable', 100)])).toBeNull();
  });

  it('is of a model alone what another one has belied since', () => {
    expect(isDown(down('gpt-4o', 'auth', 100), record('mini', { proven_at: iso(99) }))).toBe(true);
    expect(isDown(down('gpt-4o', 'auth', 100), record('mini', { proven_at: iso(101) }))).toBe(false);
  });

  it('is no outage when a connection breaks among many calls that do not', () => {
    const busy = record('mini', { requests: 1_000 });
    expect(isDown(down('gpt-4o', 'network', 100), busy)).toBe(false);
    expect(isDown(down('gpt-4o', 'auth', 100), busy)).toBe(true);
  });

  it('listens to no record that has expired', () => {
    expect(judge([down('gpt-4o', 'auth', 100, { expires_at: iso(999) })])).toBeNull();
  });

  it('is told once, and again when its time is another by more than a second', () => {
    const broken = down('gpt-4o', 'auth', 100);
    const before = told(broken);
    expect(judge([broken], before)).toBeNull();
    expect(judge([{ ...broken, until: iso(301_100) }], before)).toBeNull();
    expect(judge([{ ...broken, until: iso(301_101) }], before)).toMatchObject({
      state: 'down',
      since: iso(100),
      until: iso(301_101),
    });
  });

  it('recovers with the first model that answers, and is healthy when that one is', () => {
    const broken = down('gpt-4o', 'auth', 100);
    const recovering = record('gpt-4o', { state: 'recovering', proven_at: iso(900), reason: 'auth: x' });
    const first = judge([recovering, record('mini')], told(broken, record('mini')));
    expect(first).toMatchObject({ state: 'recovering', until: null, since: iso(1_000) });
    expect(first?.reason).toMatch(/^auth: /);
    expect(judge([recovering, record('mini')], { ...first!, seq: 2 })).toBeNull();
    const second = judge([record('gpt-4o'), record('mini')], { ...first!, seq: 2 });
    expect(second).toMatchObject({ state: 'healthy', until: null });
    expect(judge([record('gpt-4o'), record('mini')], { ...second!, seq: 3 })).toBeNull();
  });

  it('is no more when what it was told for has expired, or an operator said that all is well', () => {
    const broken = down('gpt-4o', 'auth', 100);
    expect(judge([{ ...broken, expires_at: iso(999) }], told(broken))).toMatchObject({ state: 'healthy' });
    expect(judge([record('gpt-4o')], told(broken))).toMatchObject({ state: 'healthy' });
  });

  it('G4 is the same whoever judges: what one has told, no other tells anew', () => {
    const models = fc.array(
      fc.record({
        model: fc.constantFrom('a', 'b', 'c'),
        state: fc.constantFrom('healthy', 'down', 'limited', 'recovering', 'degraded'),
        errorClass: fc.constantFrom('auth', 'network', 'unavailable', 'rate_limit', 'quota'),
        since: fc.integer({ min: 0, max: 900 }),
        provenAt: fc.integer({ min: 0, max: 900 }),
      }),
      { maxLength: 3 },
    );
    const law = fc.property(models, models, (first, second) => {
      const records = (specs: typeof first): ProviderHealth[] =>
        specs.map(({ model, state, errorClass, since, provenAt }) => {
          const until = state === 'down' || state === 'limited' ? iso(since + 300_000) : null;
          return down(model, errorClass, since, {
            state: state as 'down',
            until,
            proven_at: iso(provenAt),
          });
        });
      let standing: ProviderHealth | null = null;
      for (const specs of [first, second]) {
        const verdict = judge(records(specs), standing);
        if (verdict !== null) standing = { ...verdict, seq: 1 };
        expect(judge(records(specs).toReversed(), standing)).toBeNull();
      }
    });
    const since = { state: 'down', since: 895, provenAt: 0 } as const;
    const atOnce = [
      { ...since, model: 'b', errorClass: 'unavailable' },
      { ...since, model: 'a', errorClass: 'rate_limit' },
    ] as const;
    fc.assert(law, { examples: [[[], [...atOnce]]] });
  });
});
