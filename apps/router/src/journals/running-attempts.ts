import { Injectable } from '@nestjs/common';
import { systemClock, type AttemptEvent } from '#fallback';

/** How far beyond its time-out an attempt may be seen: the loop that ends it may be late, but not by this. */
const graceMs = 5 * 60_000;

/**
 * The attempts that have started and not ended. Each ends by its time-out; one that does not is a defect that keeps its
 * request, and every offset above it, from being done.
 */
@Injectable()
export class RunningAttempts {
  /** By the attempt's id: its provider, and when its time is over. */
  private readonly running = new Map<string, { readonly provider: string; readonly dueAt: number }>();

  take({ type, attempt }: AttemptEvent, id: string): void {
    if (type === 'attempt-ended') this.running.delete(id);
    else {
      const { of, startedAt, timeoutMs } = attempt;
      this.running.set(id, { provider: of.provider, dueAt: startedAt + timeoutMs });
    }
  }

  /** What is wrong, or null. */
  problem(now = systemClock.now()): string | null {
    for (const [id, { provider, dueAt }] of this.running) {
      const lateMs = now - dueAt;
      if (lateMs > graceMs)
        return `the attempt ${id} at ${provider} should have timed out ${Math.round(lateMs / 1000)} s ago`;
    }
    return null;
  }
}
