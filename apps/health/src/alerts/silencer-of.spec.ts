import { describe, expect, it } from '@jest/globals';
import type { Silence } from '#postgres';
import { alertWith } from './alert.fixture.js';
import { silencerOf } from './silencer-of.js';

const silence = (labels: Readonly<Record<string, string>>): Silence => ({
  id: '1',
  matchers: Object.entries(labels).map(([name, value]) => ({ name, value })),
  startsAt: new Date(0),
  until: new Date(1),
  by: 'ada',
  comment: '',
});
const alert = alertWith({ provider: 'openai' });

describe('a silence', () => {
  it.each([
    [{ alertname: 'ProviderDown' }, true],
    [{ alertname: 'Provider*', provider: 'openai' }, true],
    [{ alertname: 'ProviderDown', provider: 'gemini' }, false],
    [{ org: 'acme' }, false],
  ])('with %j fits an alert of provider openai: %s', (labels, fits) => {
    const only = silence(labels);
    expect(silencerOf(alert, [only])).toBe(fits ? only : null);
  });
});
