import { Injectable } from '@nestjs/common';
import type { LlmAttempt } from '#contracts';
import { stepName } from '#fallback';
import { addTallies, tallyKey, type Tally, type TallySubject } from '#postgres';
import { Pool } from 'pg';

/**
 * Counts what single events say nothing of, and adds the counts to those of the fleet.
 *
 * Invariant: what was counted is either here or in the database; after a failure it may be in both.
 */
@Injectable()
export class Tallies {
  private counts = new Map<string, Tally>();

  constructor(private readonly pool: Pool) {}

  attemptEnded(attempt: LlmAttempt): void {
    const { org, step, outcome, error, credential = null } = attempt;
    const isMissing = error?.class === 'model_not_found';
    if (outcome === 'succeeded') this.count({ signal: 'fallbacks', org, subject: '' }, step > 1);
    if (outcome === 'succeeded' || isMissing)
      this.count(
        { signal: 'missing_models', org: credential === null ? '' : org, subject: stepName(attempt) },
        isMissing,
      );
  }

  deadLettered(): void {
    this.count({ signal: 'dead_letters', org: '', subject: '' }, true);
  }

  async save(): Promise<void> {
    const taken = this.counts;
    this.counts = new Map();
    try {
      await addTallies(this.pool, [...taken.values()]);
    } catch (error) {
      for (const tally of taken.values()) this.add(tally);
      throw error;
    }
  }

  private count(subject: TallySubject, isMarked: boolean): void {
    this.add({ ...subject, total: 1, marked: isMarked ? 1 : 0 });
  }

  private add(tally: Tally): void {
    const key = tallyKey(tally);
    const { total, marked } = this.counts.get(key) ?? { total: 0, marked: 0 };
    this.counts.set(key, { ...tally, total: total + tally.total, marked: marked + tally.marked });
  }
}
