/** Enough for a steady 95th percentile, few enough to follow a provider that has become slow. */
const kept = 200;

/** The durations of the last attempts that succeeded, in ms. */
export class RecentLatencies {
  private readonly durations: number[] = [];
  private next = 0;

  record(durationMs: number): void {
    this.durations[this.next] = durationMs;
    this.next = (this.next + 1) % kept;
  }

  /** The smallest duration that `share` (in [0, 1]) of them do not exceed; null when there are none. */
  percentile(share: number): number | null {
    const sorted = this.durations.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  }
}
