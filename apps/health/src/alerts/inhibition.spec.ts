import { describe, expect, it } from '@jest/globals';
import { alertWith } from './alert.fixture.js';
import { inhibitorOf } from './inhibition.js';

const down = alertWith({ provider: 'openai' });
const outage = alertWith({ alertname: 'AllProvidersFailed', org: 'acme' });

describe('an alert that another one explains', () => {
  it.each([
    [{ alertname: 'ProviderDegraded', provider: 'openai' }, down],
    [{ alertname: 'ModelNotFound', provider: 'openai' }, down],
    [{ alertname: 'FallbackRateHigh', org: 'globex' }, down],
    [{ alertname: 'ProviderDegraded', provider: 'gemini' }, null],
    [{ alertname: 'AllProvidersFailed', org: 'acme' }, null],
    [{ alertname: 'ProviderDown', provider: 'openai' }, null],
  ] as const)('%j', (labels, inhibitor) => {
    expect(inhibitorOf(alertWith(labels), [down])).toBe(inhibitor);
  });

  it('has the same organization, where that matters', () => {
    const rate = (org: string) => alertWith({ alertname: 'FallbackRateHigh', org });
    expect(inhibitorOf(rate('acme'), [outage])).toBe(outage);
    expect(inhibitorOf(rate('globex'), [outage])).toBeNull();
  });
});
