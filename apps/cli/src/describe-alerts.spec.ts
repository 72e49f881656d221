import { describe, expect, it } from '@jest/globals';
import { describeAlerts, describeSilences } from './describe-alerts.js';

const alert = {
  status: 'firing' as const,
  labels: { alertname: 'ProviderDown' as const, severity: 'warning' as const, provider: 'openai' },
  annotations: { summary: 'Provider openai is down', description: '' },
  startsAt: '2026-11-21T05:00:00.123Z',
  endsAt: null,
  generatorURL: '',
  fingerprint: 'f',
};

describe('alerts as people read them', () => {
  it('are one line each', () => {
    expect(describeAlerts({ alerts: [alert], undelivered: [] })).toBe(
      [
        'SEVERITY  ALERT         SINCE                 UNTIL  SUMMARY',
        'warning   ProviderDown  2026-11-21T05:00:00Z         Provider openai is down',
      ].join('\n'),
    );
  });

  it('say of what is over only for a moment yet that it may come again', () => {
    const quiet = { ...alert, quietSince: '2026-11-21T05:10:00.000Z' };
    expect(describeAlerts({ alerts: [quiet], undelivered: [] })).toContain(
      '  2026-11-21T05:10:00Z if it stays away  Provider openai is down',
    );
  });

  it('say what keeps them from people', () => {
    const silenced = { ...alert, suppressedBy: { kind: 'silence' as const, id: '7', note: 'known' } };
    const explained = { ...alert, suppressedBy: { kind: 'alert' as const, id: 'f', note: 'A is down' } };
    const lines = describeAlerts({ alerts: [silenced, explained], undelivered: [] })
      .split('\n')
      .slice(1);
    expect(lines[0]).toMatch(/ Provider openai is down \(silence 7: known\)$/);
    expect(lines[1]).toMatch(/ Provider openai is down \(explained by: A is down\)$/);
  });

  it('say which sinks do not take them', () => {
    const undelivered = [
      {
        sink: 'ops',
        alertname: 'ProviderDown',
        status: 'firing',
        state: 'dead',
        attempts: 12,
        error: 'HTTP 404',
      },
    ];
    expect(describeAlerts({ alerts: [], undelivered })).toBe(
      [
        'No alerts.',
        '',
        'NOT DELIVERED TO  ALERT         STATUS  STATE  TRIES  WHY',
        'ops               ProviderDown  firing  dead   12     HTTP 404',
      ].join('\n'),
    );
  });
});

describe('silences as people read them', () => {
  it('are one line each, with all their labels', () => {
    const matchers = [
      { name: 'alertname', value: 'Provider*' },
      { name: 'provider', value: 'openai' },
    ];
    const silence = { id: '7', matchers, until: '2026-11-21T05:00:00.123Z', by: 'ada', comment: 'known' };
    expect(describeSilences([silence]).split('\n')[1]).toBe(
      '7   alertname=Provider* provider=openai  2026-11-21T05:00:00Z  ada  known',
    );
    expect(describeSilences([])).toBe('Nothing is silenced.');
  });
});
