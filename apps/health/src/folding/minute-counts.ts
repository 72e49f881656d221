import type { AttemptMinute } from '#postgres';
import { stepName } from '#fallback';
import type { EndedAttempt } from './ended-attempt.js';

const minuteMs = 60_000;

/**
 * How many attempts ended in each minute and how many of them failed, as far as the database does not know it yet. A
 * partition may move: every replica adds what it has seen. What is taken is the taker's to store, or to give back.
 */
export class MinuteCounts {
  private readonly counts = new Map<string, AttemptMinute>();

  record({ provider, model, endedAt, failure }: EndedAttempt): void {
    const minute = endedAt - (endedAt % minuteMs);
    this.add({ provider, model, minute, requests: 1, failures: failure === null ? 0 : 1 });
  }

  take(): AttemptMinute[] {
    const taken = [...this.counts.values()];
    this.counts.clear();
    return taken;
  }

  giveBack(taken: readonly AttemptMinute[]): void {
    for (const each of taken) this.add(each);
  }

  private add(more: AttemptMinute): void {
    const key = `${more.minute} ${stepName(more)}`;
    const known = this.counts.get(key);
    const { requests = 0, failures = 0 } = known ?? {};
    this.counts.set(key, {
      ...more,
      requests: requests + more.requests,
      failures: failures + more.failures,
    });
  }
}
