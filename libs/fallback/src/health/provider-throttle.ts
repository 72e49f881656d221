import type { Availability } from './availability.js';
import { noLimits, type ProviderLimits } from '../config/routing-config.js';
import { StartWindow } from './start-window.js';
import { usable } from './worse-availability.js';

const minuteMs = 60_000;

/** What a call is taken to last while none has ended yet, in ms. */
const typicalCallMs = 1_000;

/** Holds a provider's calls within what this router allows itself there. */
export class ProviderThrottle {
  private inFlight = 0;
  private meanCallMs = typicalCallMs;
  private limits: ProviderLimits = noLimits;
  private minute: StartWindow | null = null;

  constructor(limits: ProviderLimits) {
    this.adopt(limits);
  }

  /** At a limit it rests until the next slot is to be expected. */
  availability(now: number): Availability {
    const until = Math.max(this.minute?.opensAt ?? 0, this.slotInFlight(now));
    return until > now ? { state: 'resting', until, class: 'rate_limit' } : usable;
  }

  started(startedAt: number): void {
    this.inFlight += 1;
    this.minute?.started(startedAt);
  }

  ended(durationMs: number): void {
    // What was under way before the provider was configured was not counted.
    this.inFlight = Math.max(0, this.inFlight - 1);
    this.meanCallMs += (durationMs - this.meanCallMs) / 10;
  }

  /** What was started counts under the new limits too. */
  adopt(limits: ProviderLimits): void {
    const { requestsPerMinute: most } = limits;
    if (most === null) this.minute = null;
    else this.minute = this.minute?.resized(most, minuteMs) ?? new StartWindow(most, minuteMs);
    this.limits = limits;
  }

  private slotInFlight(now: number): number {
    const { maxInFlight } = this.limits;
    if (maxInFlight === null || this.inFlight < maxInFlight) return 0;
    return now + Math.max(1, this.meanCallMs / this.inFlight);
  }
}
