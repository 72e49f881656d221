import type { Availability } from './availability.js';
import type { ProviderLimits } from '../config/routing-config.js';
import { usable } from './worse-availability.js';

const minuteMs = 60_000;

/** What a call is taken to last while none has ended yet, in ms. */
const typicalCallMs = 1_000;

/**
 * Holds a provider's calls within what this router allows itself there. Invariant: `starts` are the latest starts, as
 * many as a minute may have, the oldest of them at `oldest` once there are so many.
 */
export class ProviderThrottle {
  private inFlight = 0;
  private meanCallMs = typicalCallMs;
  private starts: number[] = [];
  private oldest = 0;

  constructor(private limits: ProviderLimits) {}

  /** At a limit it rests until the next slot is to be expected. */
  availability(now: number): Availability {
    const until = Math.max(this.slotInMinute(), this.slotInFlight(now));
    return until > now ? { state: 'resting', until, class: 'rate_limit' } : usable;
  }

  started(startedAt: number): void {
    this.inFlight += 1;
    const { requestsPerMinute } = this.limits;
    if (requestsPerMinute === null) return;
    this.starts[this.oldest] = startedAt;
    this.oldest = (this.oldest + 1) % requestsPerMinute;
  }

  ended(durationMs: number): void {
    // What was under way before the provider was configured was not counted.
    this.inFlight = Math.max(0, this.inFlight - 1);
    this.meanCallMs += (durationMs - this.meanCallMs) / 10;
  }

  /** What was started counts under the new limits too. */
  adopt(limits: ProviderLimits): void {
    const inOrder = [...this.starts.slice(this.oldest), ...this.starts.slice(0, this.oldest)];
    const { requestsPerMinute } = limits;
    this.starts = requestsPerMinute === null ? [] : inOrder.slice(-requestsPerMinute);
    this.oldest = requestsPerMinute === null ? 0 : this.starts.length % requestsPerMinute;
    this.limits = limits;
  }

  private slotInMinute(): number {
    const oldest = this.limits.requestsPerMinute === null ? undefined : this.starts[this.oldest];
    return oldest === undefined ? 0 : oldest + minuteMs;
  }

  private slotInFlight(now: number): number {
    const { maxInFlight } = this.limits;
    if (maxInFlight === null || this.inFlight < maxInFlight) return 0;
    return now + Math.max(1, this.meanCallMs / this.inFlight);
  }
}
