import { describe, expect, it } from '@jest/globals';
import { alertWith } from './alert.fixture.js';
import { suppressorOf } from './suppressor-of.js';

const down = alertWith({ provider: 'openai' });
const degraded = alertWith({ alertname: 'ProviderDegraded', provider: 'openai' });
const silence = {
  id: '7',
  matchers: [{ name: 'provider', value: 'open*' }],
  startsAt: new Date(0),
  until: new Date(1),
  by: 'ada',
  comment: 'known, see ticket 7',
};

describe('what keeps an alert from people', () => {
  it('is nothing', () => {
    expect(suppressorOf(down, { silences: [], firing: [down, degraded] })).toBeNull();
  });

  it('is the alert that explains it', () => {
    expect(suppressorOf(degraded, { silences: [], firing: [down, degraded] })).toEqual({
      kind: 'alert',
      id: down.fingerprint,
      note: 'Provider openai is down',
    });
  });

  it('is a silence before all else', () => {
    expect(suppressorOf(degraded, { silences: [silence], firing: [down, degraded] })).toEqual({
      kind: 'silence',
      id: '7',
      note: 'known, see ticket 7',
    });
  });
});
