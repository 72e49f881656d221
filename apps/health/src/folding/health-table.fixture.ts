import { beforeEach } from '@jest/globals';
import type { ErrorClass, ProviderHealth } from '#contracts';
import { defaultHealthPolicy } from '#fallback';
import type { EndedAttempt } from './ended-attempt.js';
import type { HealthRules } from './health-rules.js';
import { HealthTable, type Transition } from './health-table.js';

export const start = Date.parse('2026-11-21T05:00:00Z');

interface Told extends Partial<EndedAttempt> {
  readonly failed?: ErrorClass;
  readonly retryAfterMs?: number;
  readonly status?: number | null;
}

/** An attempt of openai/gpt-4o that began `at` ms after the start and took 100 ms. */
export function attempt(
  at: number,
  { failed, retryAfterMs, status = 503, ...over }: Told = {},
): EndedAttempt {
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

export const rules: HealthRules = {
  policy: defaultHealthPolicy,
  timeoutMsOf: (provider) => (provider === 'openai' ? 60_000 : undefined),
  modelsOf: (provider) => (provider === 'openai' ? ['gpt-4o'] : []),
};

/** Tables that tell of their transitions, of one test alone. */
export function useTables() {
  const transitions: Transition[] = [];
  let seq = 0;
  beforeEach(() => {
    transitions.length = 0;
    seq = 0;
  });
  return {
    transitions,
    newTable: (): HealthTable => new HealthTable(rules, (transition) => transitions.push(transition)),
    /** As the recorder does, with a database that numbers from 1. */
    save: (table: HealthTable, now: number): ProviderHealth[] =>
      table.unsaved(now).map((unsaved) => {
        const record = { ...unsaved.draft, seq: ++seq };
        table.markSaved(unsaved, record, now);
        return record;
      }),
  };
}
