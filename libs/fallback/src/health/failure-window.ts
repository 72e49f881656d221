import type { ErrorClass } from '#contracts';
import { countsAgainstHealth } from '../failure.js';

export interface WindowSize {
  /** How far back the window looks, in ms. */
  readonly windowMs: number;
  readonly buckets: number;
}

export interface WindowTotals {
  readonly requests: number;
  readonly failures: number;
  /** failures / requests; 0 when there were none. */
  readonly failureRate: number;
  /** Failures since the latest success. */
  readonly inARow: number;
  readonly byClass: Readonly<Partial<Record<ErrorClass, number>>>;
}

export type CountedBefore = Pick<WindowTotals, 'requests' | 'failures' | 'byClass'>;

interface Bucket {
  readonly slot: number;
  requests: number;
  failures: number;
  /** Failures since its latest success. */
  inARow: number;
  byClass: Partial<Record<ErrorClass, number>>;
}

/**
 * Counts the attempts of the last minute or so in buckets of equal length, so that old ones fall out by themselves.
 * Only failures that are the provider's fault count: a refusal or a wrong request is neither a failure nor a success.
 */
export class FailureWindow {
  private buckets: Bucket[] = [];

  constructor(private readonly size: WindowSize) {}

  record(now: number, failureClass: ErrorClass | null): void {
    if (failureClass !== null && !countsAgainstHealth(failureClass)) return;
    const bucket = this.bucketAt(now);
    bucket.requests += 1;
    bucket.inARow = failureClass === null ? 0 : bucket.inARow + 1;
    if (failureClass === null) return;
    bucket.failures += 1;
    bucket.byClass[failureClass] = (bucket.byClass[failureClass] ?? 0) + 1;
  }

  /** Takes what another window had counted by then, such as that of a process which died. */
  restore(at: number, { requests, failures, byClass }: CountedBefore): void {
    if (requests === 0) return;
    const bucket = this.bucketAt(at);
    bucket.requests += requests;
    bucket.failures += failures;
    bucket.inARow = failures === requests ? failures : 0;
    bucket.byClass = { ...byClass };
  }

  totals(now: number): WindowTotals {
    this.dropOld(now);
    const byClass: Partial<Record<ErrorClass, number>> = {};
    let requests = 0;
    let failures = 0;
    for (const bucket of this.buckets) {
      requests += bucket.requests;
      failures += bucket.failures;
      for (const [name, count] of Object.entries(bucket.byClass) as [ErrorClass, number][]) {
        byClass[name] = (byClass[name] ?? 0) + count;
      }
    }
    return {
      requests,
      failures,
      failureRate: requests === 0 ? 0 : failures / requests,
      inARow: this.inARow(),
      byClass,
    };
  }

  clear(): void {
    this.buckets = [];
  }

  /** Forgets what came until then, to the bucket. */
  forget(until: number): void {
    this.buckets = this.buckets.filter((bucket) => bucket.slot > this.slotOf(until));
  }

  private inARow(): number {
    let inARow = 0;
    for (const bucket of this.buckets.toSorted((a, b) => b.slot - a.slot)) {
      inARow += bucket.inARow;
      if (bucket.failures < bucket.requests) break;
    }
    return inARow;
  }

  private bucketAt(now: number): Bucket {
    this.dropOld(now);
    const slot = this.slotOf(now);
    const found = this.buckets.find((bucket) => bucket.slot === slot);
    if (found !== undefined) return found;
    const fresh: Bucket = { slot, requests: 0, failures: 0, inARow: 0, byClass: {} };
    this.buckets.push(fresh);
    return fresh;
  }

  private dropOld(now: number): void {
    const oldest = this.slotOf(now) - this.size.buckets + 1;
    if (this.buckets.some((bucket) => bucket.slot < oldest)) {
      this.buckets = this.buckets.filter((bucket) => bucket.slot >= oldest);
    }
  }

  private slotOf(now: number): number {
    return Math.floor(now / (this.size.windowMs / this.size.buckets));
  }
}
