import { describe, expect, it } from '@jest/globals';
import { errorClasses, everyModel, HealthState, type ProviderHealth } from '#contracts';
import { loadRoutingConfig } from '#fallback';
import type { Forced } from '../control/forced-provider.js';
import { providerIncidents } from '../incidents/provider-incidents.js';
import { providerStatus, type ProviderStatus, type Status } from './provider-status.js';

const now = Date.parse('2026-11-21T05:01:00.000Z');

const config = loadRoutingConfig(
  {
    OLLAMA_URL: 'http://127.0.0.1:11434',
    OLLAMA_MODEL_NAME: 'llama3',
    OPENAI_API_KEY: 'k',
    OPENAI_MODEL_NAME: 'gpt-4o',
  },
  null,
);

const record = (over: Partial<ProviderHealth>): ProviderHealth => ({
  provider: 'openai',
  model: 'gpt-4o',
  state: 'healthy',
  since: '2026-11-21T05:00:00.000Z',
  until: null,
  reason: 'failure_rate=0.00%',
  failure_rate: 0,
  requests: 1,
  failures: 0,
  by_class: {},
  latency_ms: { p50: 1, p95: 1 },
  expires_at: '2026-11-21T05:15:00.000Z',
  seq: 1,
  ...over,
});
const down = (over: Partial<ProviderHealth> = {}): ProviderHealth =>
  record({
    state: 'down',
    until: '2026-11-21T05:05:00.000Z',
    reason: 'unavailable: failure_rate=100.00%',
    ...over,
  });

const quiet = { verdicts: [], minutes: [] };

const statusOf = (records: ProviderHealth[], forced: Forced | null = null): Status =>
  providerStatus(config, { ...quiet, records, forced }, now);

const openai = (...records: ProviderHealth[]): ProviderStatus =>
  statusOf(records).providers.find(({ provider }) => provider === 'openai')!;

describe('the status of providers (B8)', () => {
  it('names the primary and the fallback provider, and lists the configured ones in order before the others', () => {
    const status = statusOf([]);
    expect(status).toMatchObject({
      primary: 'ollama',
      fallback: 'openai',
      preferred: 'ollama',
      forced: null,
    });
    expect(status.providers.map(({ provider }) => provider).slice(0, 2)).toEqual(['ollama', 'openai']);
    expect(status.providers.find(({ provider }) => provider === 'gemini')).toEqual({
      provider: 'gemini',
      healthy: false,
      configured: false,
      available: false,
      reason: 'GEMINI_API_KEY is not set',
      outage: null,
      models: [],
    });
  });

  it('a provider that nobody has called yet may be called', () => {
    expect(openai()).toEqual({
      provider: 'openai',
      healthy: true,
      configured: true,
      available: true,
      outage: null,
      models: [],
    });
  });

  it('shows the health of its models: with one that is down it has an incident, and may still be called', () => {
    const models = [record({}), down({ model: 'gpt-4o-mini' })];
    expect(openai(...models, record({ provider: 'gemini' }))).toMatchObject({
      healthy: false,
      available: true,
      models,
    });
  });

  it('may be called while a model of the config has not been tried', () => {
    expect(openai(down({ model: 'gpt-4o-mini' }))).toMatchObject({ healthy: false, available: true });
  });

  it('is not healthy when all of its models are down', () => {
    expect(openai(down(), down({ model: 'gpt-4o-mini' }))).toMatchObject({
      healthy: false,
      available: false,
    });
  });

  it('F2 may not be called while it is down as a whole, and says why', () => {
    const verdict = down({ model: everyModel, reason: 'auth: x' });
    const fleet = {
      ...quiet,
      records: [down({ reason: 'auth: x' }), record({ model: 'mini' })],
      verdicts: [verdict],
    };
    const { providers, preferred } = providerStatus(config, { ...fleet, forced: null }, now);
    expect(providers.find(({ provider }) => provider === 'openai')).toMatchObject({
      healthy: false,
      available: false,
      outage: verdict,
    });
    expect(preferred).toBe('ollama');
    const over = { ...verdict, state: 'healthy' as const, until: null };
    const later = providerStatus(config, { ...fleet, verdicts: [over], forced: null }, now);
    expect(later.providers.find(({ provider }) => provider === 'openai')).toMatchObject({
      available: true,
      outage: null,
    });
    const limited = { ...fleet, records: [down({ state: 'limited' })], verdicts: [over], forced: null };
    expect(
      providerStatus(config, limited, now).providers.find(({ provider }) => provider === 'openai'),
    ).toMatchObject({ available: false });
  });

  it('shows the attempts of the last hour minute by minute, the current one last', () => {
    const minute = (minutesAgo: number, model = 'gpt-4o') => ({
      provider: 'openai',
      model,
      minute: now - minutesAgo * 60_000,
      requests: minutesAgo + 1,
      failures: 1,
    });
    const minutes = [minute(0), minute(59), minute(60), minute(-1), minute(3, 'other')];
    const status = providerStatus(config, { ...quiet, minutes, records: [record({})], forced: null }, now);
    const [model] = status.providers.find(({ provider }) => provider === 'openai')!.models;
    expect(model!.sparkline.minutes).toBe(60);
    expect(model!.sparkline.requests).toEqual([60, ...Array.from({ length: 58 }, () => 0), 1]);
    expect(model!.sparkline.failures).toEqual([1, ...Array.from({ length: 58 }, () => 0), 1]);
  });

  it('may be tried again when its time is over: it recovers, and is not healthy until it answers', () => {
    const over = down({ until: '2026-11-21T05:01:00.000Z' });
    expect(openai(over)).toMatchObject({
      healthy: false,
      available: true,
      models: [{ ...over, state: 'recovering', until: null }],
    });
  });

  it('is limited no longer than until then', () => {
    const over = down({
      state: 'limited',
      reason: 'rate_limit: failure_rate=50.00%',
      until: '2026-11-21T05:00:59.000Z',
    });
    expect(openai(over)).toMatchObject({
      healthy: true,
      available: true,
      models: [{ ...over, state: 'recovering', until: null }],
    });
  });

  it('is healthy exactly while it has no incident', () => {
    const states = HealthState.options.map((state) =>
      record({ state, reason: 'unavailable: failure_rate=9.00%' }),
    );
    const causes = errorClasses.map((cause) => down({ reason: `${cause}: failure_rate=100.00%` }));
    const expired = [down({ expires_at: '2026-11-19T05:00:00.000Z' })];
    for (const each of [...states, ...causes, ...expired]) {
      const { held } = providerIncidents([each], {
        providers: [...config.providers.keys()],
        generatorUrl: '',
        now,
      });
      expect({ each, healthy: openai(each).healthy }).toEqual({ each, healthy: held.size === 0 });
    }
  });

  it('that is limited is healthy, and not available until then', () => {
    expect(openai(down({ state: 'limited', reason: 'rate_limit: failure_rate=50.00%' }))).toMatchObject({
      healthy: true,
      available: false,
    });
  });
});

describe('the preferred provider (B8)', () => {
  const ollamaDown = down({ provider: 'ollama', model: 'llama3' });

  it('is the next one while the first is left alone, and the first again afterwards', () => {
    expect(statusOf([ollamaDown]).preferred).toBe('openai');
    expect(statusOf([{ ...ollamaDown, until: '2026-11-21T05:00:59.000Z' }]).preferred).toBe('ollama');
  });

  it('is not passed over for a model that the chain does not call', () => {
    expect(statusOf([{ ...ollamaDown, model: 'mistral' }]).preferred).toBe('ollama');
    const fleet = { ...quiet, records: [], verdicts: [{ ...ollamaDown, model: everyModel }], forced: null };
    expect(providerStatus(config, fleet, now).preferred).toBe('openai');
  });

  it('is the one that recovers first when all are left alone', () => {
    const openaiSooner = down({ until: '2026-11-21T05:02:00.000Z' });
    expect(statusOf([ollamaDown, openaiSooner]).preferred).toBe('openai');
    expect(statusOf([ollamaDown, down({ until: '2026-11-21T05:09:00.000Z' })]).preferred).toBe('ollama');
  });

  it('is the forced one, whatever its health', () => {
    const forced = { provider: 'openai', until: now + 1_000 };
    expect(statusOf([down()], forced)).toMatchObject({
      preferred: 'openai',
      forced: { provider: 'openai', until: '2026-11-21T05:01:01.000Z' },
    });
  });

  it('is none when nothing is configured', () => {
    const nothing = loadRoutingConfig({}, null);
    expect(providerStatus(nothing, { ...quiet, records: [], forced: null }, now)).toMatchObject({
      primary: null,
      fallback: null,
      preferred: null,
    });
  });
});
