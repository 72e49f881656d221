import type { ProviderHealth } from '#contracts';

/** Enough for a steady 95th percentile, few enough to follow a provider that has become slow. */
const kept = 200;

type Percentiles = ProviderHealth['latency_ms'];

/** The latest durations, in ms; while none has come, what they were before this process. */
export class RecentLatencies {
  private readonly durations: number[] = [];
  private next = 0;

  constructor(private readonly before: Percentiles = { p50: null, p95: null }) {}

  record(durationMs: number): void {
    this.durations[this.next] = durationMs;
    this.next = (this.next + 1) % kept;
  }

  percentiles(): Percentiles {
    if (this.durations.length === 0) return this.before;
    const sorted = this.durations.toSorted((a, b) => a - b);
    return { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95) };
  }
}

/** The smallest that `share` (in [0, 1]) of them do not exceed. */
const percentile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
