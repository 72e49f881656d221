import type { Availability } from './availability.js';
import {
  afterBadNews,
  afterGoodNews,
  afterSilence,
  afterStart,
  afterSuccess,
  availabilityIn,
  isTrial,
  neverOpened,
  type CircuitState,
  type Span,
} from './circuit-state.js';
import type { Failure } from '../failure.js';
import { FailureWindow, type WindowTotals } from './failure-window.js';
import { cooldownAfter, cooldownOf, type HealthPolicy } from './health-policy.js';

/**
 * Keeps calls away from what fails, and lets them back step by step. Its states and transitions are `CircuitState`'s;
 * when a failure opens it, while it is closed, is for its window and the policy to say. Time is the attempts' own.
 * Invariant: what led into a cooldown is not counted any more once a call has shown that all is well.
 */
export class CircuitBreaker {
  private state: CircuitState = neverOpened;
  private window: FailureWindow;
  private lastProof = -Infinity;

  constructor(private policy: HealthPolicy) {
    this.window = new FailureWindow(policy);
  }

  availability(now: number): Availability {
    return availabilityIn(this.state, now);
  }

  totals(now: number): WindowTotals {
    return this.window.totals(now);
  }

  /** When the latest attempt started that succeeded, epoch ms. */
  get provenAt(): number {
    return this.lastProof;
  }

  started(startedAt: number): void {
    this.state = afterStart(this.state, startedAt);
  }

  /** An attempt has ended that tells nothing of this subject. */
  released(startedAt: number): void {
    this.state = afterSilence(this.state, startedAt);
  }

  /** True when this ends a cooldown. */
  succeeded(span: Span): boolean {
    const recovered = this.moveTo(afterSuccess(this.state, span));
    this.window.record(span.endedAt, null);
    this.lastProof = Math.max(this.lastProof, span.startedAt);
    return recovered;
  }

  /** How long the cooldown is that this begins, in ms; null when it begins none. */
  failed(failure: Failure, { startedAt, endedAt }: Span): number | null {
    // Others find out already about what this one met.
    if (this.isOnTrial() && !isTrial(this.state, startedAt)) return null;
    this.window.record(endedAt, failure.class);
    const cooldownMs = this.cooldownFor(failure, endedAt);
    if (cooldownMs === null || cooldownMs <= 0) return null;
    const cooledAlready = 'until' in this.state && this.state.until > endedAt;
    const trouble = { failedAt: endedAt, until: endedAt + cooldownMs, class: failure.class };
    this.state = afterBadNews(this.state, trouble);
    return cooledAlready ? null : cooldownMs;
  }

  /** An operator says that it works. True when this ends a cooldown. */
  reportedWell(at: number): boolean {
    const isOlder = 'failedAt' in this.state && at < this.state.failedAt;
    return !isOlder && this.moveTo(afterGoodNews(this.state, at));
  }

  /** Forgets what happened until then. */
  forget(until: number): void {
    if ('failedAt' in this.state && this.state.failedAt <= until) {
      this.state = { state: 'closed', recoveredAt: until };
    }
    this.window.forget(until);
  }

  /** A new window counts from zero; what cools down goes on to do so. */
  adopt(policy: HealthPolicy): void {
    const sameWindow = policy.windowMs === this.policy.windowMs && policy.buckets === this.policy.buckets;
    if (!sameWindow) this.window = new FailureWindow(policy);
    this.policy = policy;
  }

  /** A failed trial needs no second one, whatever the rate; and even one without a cooldown must end it. */
  private cooldownFor(failure: Failure, now: number): number | null {
    if (this.isOnTrial()) return Math.max(1, cooldownOf(failure, this.policy));
    return cooldownAfter(failure, this.window.totals(now), this.policy);
  }

  private isOnTrial(): boolean {
    return this.state.state === 'half-open' || this.state.state === 'recovering';
  }

  private moveTo(next: CircuitState): boolean {
    const recovers = next.state === 'recovering' && this.state.state !== 'recovering';
    if (recovers) this.window.clear();
    this.state = next;
    return recovers;
  }
}
