import { Fifo } from './fifo.js';

/** The turns of each lane in a round: a lower lane waits longer, and is never starved. */
export const turnsInRound = { high: 8, normal: 4, low: 1 } as const;

export type Lane = keyof typeof turnsInRound;

const lanes: readonly Lane[] = ['high', 'normal', 'low'];

/**
 * What waits of one flow, in lanes. A turn goes to the highest lane that has something waiting and turns left; a new
 * round begins when there is none.
 * Invariant: order within a lane is kept, and between two turns of a lane in which something waits there are fewer than
 * two rounds of the others.
 */
export class LaneQueue<T> {
  readonly #items: Record<Lane, Fifo<T>> = { high: new Fifo(), normal: new Fifo(), low: new Fifo() };
  #left: Record<Lane, number> = { ...turnsInRound };
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(lane: Lane, item: T): void {
    this.#items[lane].push(item);
    this.#size += 1;
  }

  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const lane = this.#nextLane() ?? this.#beginRound();
    this.#left[lane] -= 1;
    this.#size -= 1;
    return this.#items[lane].shift();
  }

  drain(): T[] {
    this.#size = 0;
    return lanes.flatMap((lane) => this.#items[lane].drain());
  }

  #nextLane(): Lane | undefined {
    return lanes.find((lane) => this.#left[lane] > 0 && this.#items[lane].size > 0);
  }

  #beginRound(): Lane {
    this.#left = { ...turnsInRound };
    return this.#nextLane()!;
  }
}
