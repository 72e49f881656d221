import { describe, expect, it } from '@jest/globals';
import type { ProviderHealth } from '#contracts';
import { loadRoutingConfig } from '#fallback';
import { providerStatus, type ProviderStatus } from './provider-status.js';

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

const openai = (...records: ProviderHealth[]): ProviderStatus =>
  providerStatus(config, records, now).providers.find(({ provider }) => provider === 'openai')!;

describe('the status of providers (B8)', () => {
  it('names the primary and the fallback provider, and lists the configured ones in order before the others', () => {
    const status = providerStatus(config, [], now);
    expect(status).toMatchObject({ primary: 'ollama', fallback: 'openai', preferred: null });
    expect(status.providers.map(({ provider }) => provider).slice(0, 2)).toEqual(['ollama', 'openai']);
    expect(status.providers.find(({ provider }) => provider === 'gemini')).toEqual({
      provider: 'gemini',
      healthy: false,
      configured: false,
      available: false,
      reason: 'GEMINI_API_KEY is not set',
      models: [],
    });
  });

  it('a provider that nobody has called yet may be called', () => {
    expect(openai()).toEqual({
      provider: 'openai',
      healthy: true,
      configured: true,
      available: true,
      models: [],
    });
  });

  it('shows the health of its models', () => {
    const models = [record({}), down({ model: 'gpt-4o-mini' })];
    expect(openai(...models, record({ provider: 'gemini' }))).toMatchObject({
      healthy: true,
      available: true,
      models,
    });
  });

  it('is not healthy when all of its models are down', () => {
    expect(openai(down(), down({ model: 'gpt-4o-mini' }))).toMatchObject({
      healthy: false,
      available: false,
    });
  });

  it('is not healthy when one model failed in a way that concerns them all', () => {
    const refused = down({ reason: 'auth: failure_rate=100.00%' });
    expect(openai(refused, record({ model: 'gpt-4o-mini' }))).toMatchObject({
      healthy: false,
      available: false,
    });
  });

  it('may be tried again when its time is over, though it is down until it answers', () => {
    expect(openai(down({ until: '2026-11-21T05:00:59.000Z' }))).toMatchObject({
      healthy: false,
      available: true,
    });
  });

  it('that is limited is healthy, and not available until then', () => {
    expect(openai(down({ state: 'limited', reason: 'rate_limit: failure_rate=50.00%' }))).toMatchObject({
      healthy: true,
      available: false,
    });
  });
});
