import type { Availability } from './availability.js';
import { StartWindow } from './start-window.js';
import { usable } from './worse-availability.js';

/** So many good calls are remembered at least. */
const remembered = 10_000;

const shortestStretchMs = 1_000;
const longestStretchMs = 60_000;

/** Fewer good calls than these do not tell what a limit is: most of them, perhaps, were never made. */
const fewest = 4;

/** A pace grows by this share, and by one call at least, when it was used up and not refused for so many stretches. */
const growth = 0.1;
const steadyStretches = 3;

/** A pace that was not used up for so many stretches is forgotten. */
const idleStretches = 10;

/**
 * What a limit lets through, learned from its refusals, so that not all who waited for it run into it again at once.
 *
 * States: unlimited → paced, by a refusal: in each stretch as many calls as went well in the one before it, where a
 * stretch is as long as the refusal asked to wait. Paced → a little faster, where the pace is used up and nothing is
 * refused; → unlimited, when the pace has long been enough. Times are epoch ms.
 */
export class LearnedPace {
  /** When good calls started, in the order of their ends. */
  private good: number[] = [];
  private window: StartWindow | null = null;
  /** When the latest refused call started: what went well in the stretch before it is the pace, also what ends later. */
  private refusedAt = 0;
  private setAt = 0;
  private usedUpAt = 0;

  availability(now: number): Availability {
    const until = this.window?.opensAt ?? 0;
    return until > now ? { state: 'resting', until, class: 'rate_limit' } : usable;
  }

  started(startedAt: number): void {
    if (this.window === null) return;
    this.window.started(startedAt);
    if (this.window.opensAt > startedAt) this.usedUpAt = startedAt;
  }

  succeeded(startedAt: number, now: number): void {
    this.good.push(startedAt);
    if (this.good.length > 2 * remembered) this.good = this.good.slice(-remembered);
    if (this.window === null) return;
    const { capacity, perMs } = this.window;
    if (startedAt <= this.refusedAt) this.setPace(this.measured(perMs), perMs, now);
    else if (now - Math.max(this.usedUpAt, this.setAt) > idleStretches * perMs) this.window = null;
    else if (this.usedUpAt - this.setAt > steadyStretches * perMs) {
      this.setPace(Math.ceil(capacity * (1 + growth)), perMs, now);
    }
  }

  /** @param restMs how long the provider asked to be left alone */
  refused(startedAt: number, restMs: number, now: number): void {
    const perMs = Math.min(Math.max(restMs, shortestStretchMs), longestStretchMs);
    this.refusedAt = Math.max(this.refusedAt, startedAt);
    this.setPace(this.measured(perMs), perMs, now);
  }

  forget(): void {
    this.good = [];
    this.window = null;
  }

  private measured(perMs: number): number {
    const from = this.refusedAt - perMs;
    return Math.max(fewest, this.good.filter((start) => start > from && start <= this.refusedAt).length);
  }

  private setPace(capacity: number, perMs: number, now: number): void {
    this.window = (this.window ?? new StartWindow(capacity, perMs)).resized(capacity, perMs);
    this.setAt = now;
  }
}
