import { beforeEach, describe, expect, it } from '@jest/globals';
import { applyControl, reportedClass } from './apply-control.js';
import { callee, failedAttempt, healthConfig, healthRecord } from './health-attempt.fixture.js';
import { HealthBook } from './health-book.js';
import { ProviderMemory } from './provider-memory.js';

const cooldownMs = healthConfig().health.cooldownMs;
const isoTime = (epochMs: number): string => new Date(epochMs).toISOString();
type Order = Parameters<typeof applyControl>[0];
const report: Order = { type: 'report', provider: 'openai', outcome: 'failed' };

describe('applyControl', () => {
  let health: HealthBook;
  let memory: ProviderMemory;
  beforeEach(() => {
    health = new HealthBook(healthConfig());
    memory = new ProviderMemory({ preferredTtlMs: 1_800_000 });
  });

  const apply = (control: Order, at: number, now = at): void =>
    applyControl(control, at, now, { health, memory });
  const availability = (now: number) => health.availabilityOf(callee(), now);

  it('B5 forces a provider until its time', () => {
    apply({ type: 'force_provider', provider: 'ollama', until: isoTime(1_000) }, 0);
    expect(memory.forcedProvider(999)).toEqual({ provider: 'ollama', until: 1_000 });
    expect(memory.forcedProvider(1_000)).toBeNull();
  });

  it('B5 does nothing for an old order that is over', () => {
    apply({ type: 'force_provider', provider: 'ollama', until: isoTime(1_000) }, 0, 2_000);
    expect(memory.forcedProvider(2_000)).toBeNull();
  });

  it('B6 forgets preferences, orders and health', () => {
    memory.answered('default', callee(), 0);
    memory.force('openai', 1_000);
    health.attemptEnded(failedAttempt(0, 'unavailable'));
    apply({ type: 'clear_cache', at: isoTime(10) }, 10);
    expect(memory.preferredStep('default', 11)).toBeNull();
    expect(memory.forcedProvider(11)).toBeNull();
    expect(availability(11)).toMatchObject({ state: 'usable' });
  });

  it('B6 hears what comes after a clearing by a clock that is ahead', () => {
    apply({ type: 'clear_cache', at: isoTime(50_000) }, 50_000, 10);
    health.heard(healthRecord('down', { since: 20, until: 1_000 }));
    expect(availability(21)).toMatchObject({ state: 'resting' });
  });

  it('B7 takes a report of failure, from its own time on, and one of success', () => {
    apply({ ...report, error: 'rate_limit' }, 1_000, 2_000);
    expect(availability(2_000)).toEqual({ state: 'resting', until: 61_000, class: 'rate_limit' });
    apply({ ...report, outcome: 'succeeded' }, 3_000);
    expect(availability(3_000)).toMatchObject({ state: 'usable', recoveredAt: 3_000 });
  });

  it('B7 takes a report of one model', () => {
    apply({ ...report, model: 'gpt-4o-mini' }, 0);
    expect(availability(1)).toMatchObject({ state: 'usable' });
    expect(health.availabilityOf(callee({ model: 'gpt-4o-mini' }), 1)).toMatchObject({ state: 'resting' });
  });

  it('B7 does nothing for an old report', () => {
    apply(report, 0, cooldownMs);
    expect(availability(cooldownMs)).toEqual({ state: 'usable', recoveredAt: 0 });
  });

  it('B7 does not rest longer for a clock that is ahead', () => {
    apply(report, 50_000, 10);
    expect(availability(11)).toMatchObject({ until: 10 + cooldownMs });
  });

  it.each([
    ['timeout', 'timeout'],
    ['the site is slow', 'unavailable'],
    ['content_filter', 'unavailable'],
    [undefined, 'unavailable'],
  ])('B7 takes the error %p for %s', (error, errorClass) => {
    expect(reportedClass(error)).toBe(errorClass);
  });
});
