import type { RateLimits } from '#contracts';
import type { Availability, Callee } from './availability.js';
import type { HealthTopic } from './health-topic.js';
import { spentUntil } from './spent-until.js';
import { StartedCalls } from './started-calls.js';
import { usable } from './worse-availability.js';

/**
 * The latest that a provider has announced of what it allows one key to have of one model.
 *
 * silent    ── an attempt ends that was told what is left → announced
 * announced ── an attempt ends that was told and started later → announced anew
 *           ── it is forgotten → silent
 *
 * While something announced is spent it rests until that is whole again, as providers tell it; what trickles in before
 * is not lost, it is there then. Invariant: `uncounted` are the starts of the calls under way that the provider cannot
 * have counted when it announced, for they did not start before the one that it told; they count as spent.
 */
export class LimitAnnouncement implements HealthTopic {
  readonly provider: string;
  readonly model: string;
  private limits: RateLimits | null = null;
  private toldAt = -Infinity;
  private readonly uncounted = new StartedCalls();

  constructor({ provider, model }: Pick<Callee, 'provider' | 'model'>) {
    this.provider = provider;
    this.model = model;
  }

  availability(now: number): Availability {
    const until = this.limits === null ? null : spentUntil(this.limits, this.uncounted.size);
    return until !== null && until > now ? { state: 'resting', until, class: 'rate_limit' } : usable;
  }

  started(startedAt: number): void {
    this.uncounted.add(startedAt);
  }

  /** @param limits what the attempt was told; null: nothing */
  ended(startedAt: number, limits: RateLimits | null): void {
    this.uncounted.remove(startedAt);
    if (limits === null || !this.isNews(startedAt, limits)) return;
    this.limits = limits;
    this.toldAt = startedAt;
    this.uncounted.removeBefore(startedAt);
  }

  /** Forgets what attempts were told that started until then. */
  forget(until: number): void {
    if (this.toldAt <= until) this.limits = null;
  }

  /** Of two that started at once the provider has counted that one last which leaves less. */
  private isNews(startedAt: number, limits: RateLimits): boolean {
    return startedAt === this.toldAt
      ? requestsLeft(limits) <= requestsLeft(this.limits)
      : startedAt > this.toldAt;
  }
}

const requestsLeft = (limits: RateLimits | null): number => limits?.requests?.remaining ?? Infinity;
