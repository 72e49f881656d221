interface Entry<Value> {
  readonly value: Value;
  usedAt: number;
}

/** `idleMs`: what was not asked for in this time is forgotten. */
export interface MapBounds {
  readonly capacity: number;
  readonly idleMs: number;
}

/** To move an entry costs more than to find it, and in less than a second none grows old. */
const movedEveryMs = 1_000;

/** What is left of a full map: to search for the oldest entry costs less for many at once. */
const keptShare = 0.9;

/**
 * A map that forgets what nobody asks for, and when it is full what was asked for the longest ago: for keys that come
 * from requests, of which there may be any number. Invariant: its entries are in the order of their last use, to the
 * second.
 */
export class RecentMap<Value> {
  private readonly entries = new Map<string, Entry<Value>>();
  private sweptAt = -Infinity;

  constructor(private readonly bounds: MapBounds) {}

  get size(): number {
    return this.entries.size;
  }

  get(key: string, now: number): Value | undefined {
    const found = this.entries.get(key);
    if (found === undefined) return undefined;
    if (now - found.usedAt < movedEveryMs) return found.value;
    this.entries.delete(key);
    if (this.isIdle(found, now)) return undefined;
    found.usedAt = now;
    this.entries.set(key, found);
    return found.value;
  }

  /** Looks without asking: that is no use. */
  peek(key: string): Value | undefined {
    return this.entries.get(key)?.value;
  }

  set(key: string, value: Value, now: number): void {
    this.entries.delete(key);
    this.entries.set(key, { value, usedAt: now });
    const { capacity, idleMs } = this.bounds;
    if (this.entries.size > capacity) this.sweep(Math.ceil(capacity * keptShare), now);
    else if (now - this.sweptAt > idleMs) this.sweep(capacity, now);
  }

  *values(): Iterable<Value> {
    for (const { value } of this.entries.values()) yield value;
  }

  clear(): void {
    this.entries.clear();
  }

  private sweep(kept: number, now: number): void {
    this.sweptAt = now;
    for (const [oldest, entry] of this.entries) {
      if (this.entries.size <= kept && !this.isIdle(entry, now)) return;
      this.entries.delete(oldest);
    }
  }

  private isIdle({ usedAt }: Entry<Value>, now: number): boolean {
    return now - usedAt > this.bounds.idleMs;
  }
}
