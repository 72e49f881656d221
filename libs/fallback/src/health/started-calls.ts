/** How many calls started when. There may be thousands, and each that ends is looked for: so by time, and not a list. */
export class StartedCalls {
  private readonly counts = new Map<number, number>();
  private total = 0;

  get size(): number {
    return this.total;
  }

  add(startedAt: number): void {
    this.counts.set(startedAt, (this.counts.get(startedAt) ?? 0) + 1);
    this.total += 1;
  }

  /** One of those that started then, if there is one. */
  remove(startedAt: number): void {
    const count = this.counts.get(startedAt);
    if (count === undefined) return;
    this.total -= 1;
    if (count === 1) this.counts.delete(startedAt);
    else this.counts.set(startedAt, count - 1);
  }

  removeBefore(time: number): void {
    for (const [startedAt, count] of this.counts) {
      if (startedAt >= time) continue;
      this.counts.delete(startedAt);
      this.total -= count;
    }
  }
}
