import { describe, expect, it } from '@jest/globals';
import type { Alert, LlmFailure } from '#contracts';
import { eventually } from './lookup-log.js';
import { attempt, failure } from './records.js';
import { useHealth } from './use-health.js';

const health = useHealth();
const { log } = health.stack;
const outages = { quietMs: 1_500, forgottenAfterMs: 900_000 };

const told = (org: string): Alert[] =>
  health.alerts('AllProvidersFailed').filter(({ labels }) => labels.org === org);
const statuses = (org: string): string[] => told(org).map(({ status }) => status);

describe('an organization whose requests all fail', () => {
  it('E8 G5 is one incident over two replicas and a restart, with its likely cause, and resolves once', async () => {
    const first = await health.start({ outages });
    const second = await health.start({ outages });
    await health.attempts(attempt({ failed: 'unavailable' }));
    await log.until(() => health.alerts('ProviderDown').length > 0);
    await health.failures(...Array.from({ length: 10 }, () => failure('acme')));
    await log.until(() => told('acme').length > 0);
    expect(told('acme')[0]).toMatchObject({
      labels: { severity: 'critical', org: 'acme' },
      annotations: { summary: 'All providers failed for organization acme' },
    });
    const { description } = told('acme')[0]!.annotations;
    expect(description).toContain('Tried: openai/gpt-4o (unavailable).');
    expect(description).toContain('Likely cause: Provider openai is down since');

    await first.stop();
    await health.failures(...Array.from({ length: 10 }, () => failure('acme')), failure('globex'));
    await log.until(() => told('globex').length > 0);
    expect(statuses('acme')).toEqual(['firing']);

    await health.start({ outages });
    await health.attempts(...[1, 2, 3].map(() => attempt({ org: 'acme' })));
    await log.until(() => told('acme').length > 1);
    expect(statuses('acme')).toEqual(['firing', 'resolved']);
    expect(statuses('globex')).toEqual(['firing']);
    const { alerts } = (await second.get('/v1/alerts')).body as { alerts: Alert[] };
    expect(alerts.map(({ labels }) => labels)).toEqual([
      { alertname: 'AllProvidersFailed', org: 'globex', severity: 'critical' },
    ]);
  });

  it('E7 hands over what was never tried: it opens the alert, and joins it', async () => {
    const replica = await health.start({ outages });
    const tooLate = (customId: string): LlmFailure => {
      const failed = failure('umbrella');
      const untried = { attempted_providers: [], last_error: null, errors: [] };
      return {
        ...failed,
        custom_id: customId,
        error: { ...failed.error, code: 'deadline_exceeded', ...untried },
      };
    };
    await health.failures(tooLate('late-1'));
    await log.until(() => told('umbrella').length > 0);
    expect(told('umbrella')[0]!.annotations).toMatchObject({
      summary: 'Deadlines passed before anything was tried for organization umbrella',
      handoff: 'true',
      handoff_requests: 'late-1',
    });
    await health.failures(tooLate('late-2'));
    await eventually(replica, '/v1/alerts', (body) =>
      (body.alerts as Alert[]).some(({ annotations }) => annotations.handoff_requests === 'late-1, late-2'),
    );
    expect(statuses('umbrella')).toEqual(['firing']);
  });

  it('is over without an answer too, when nobody has failed for long', async () => {
    await health.start({ outages: { quietMs: 100, forgottenAfterMs: 1_000 } });
    await health.failures(failure('initech'));
    await log.until(() => told('initech').length > 1);
    expect(statuses('initech')).toEqual(['firing', 'resolved']);
  });
});
