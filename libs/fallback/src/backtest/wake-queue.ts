export interface Sleeper {
  readonly until: number;
  /** Null once it has been woken before its time. */
  wake: (() => void) | null;
}

interface Place {
  readonly sleeper: Sleeper;
  /** Which of all that ever slept this is. */
  readonly number: number;
}

/**
 * Who sleeps, as a heap: who wakes first is at its top, of those that wake at the same instant who fell asleep first.
 * Who was woken early keeps the place until it comes to the top, and is passed over there.
 */
export class WakeQueue {
  private readonly heap: Place[] = [];
  private numbers = 0;

  add(sleeper: Sleeper): void {
    const place = { sleeper, number: (this.numbers += 1) };
    let index = this.heap.length;
    while (index > 0) {
      const above = (index - 1) >> 1;
      if (!isBefore(place, this.heap[above]!)) break;
      this.heap[index] = this.heap[above]!;
      index = above;
    }
    this.heap[index] = place;
  }

  /** The next that is still asleep; undefined: there is none. */
  first(): Sleeper | undefined {
    while (this.heap[0]?.sleeper.wake === null) this.dropFirst();
    return this.heap[0]?.sleeper;
  }

  dropFirst(): void {
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return;
    let index = 0;
    for (let below = this.sooner(1); below < this.heap.length; below = this.sooner(2 * index + 1)) {
      if (!isBefore(this.heap[below]!, last)) break;
      this.heap[index] = this.heap[below]!;
      index = below;
    }
    this.heap[index] = last;
  }

  /** The one of this place and its neighbour that wakes sooner. */
  private sooner(left: number): number {
    const right = left + 1;
    return right < this.heap.length && isBefore(this.heap[right]!, this.heap[left]!) ? right : left;
  }
}

const isBefore = (one: Place, other: Place): boolean =>
  one.sleeper.until === other.sleeper.until
    ? one.number < other.number
    : one.sleeper.until < other.sleeper.until;
