import { Fifo } from './fifo.js';
import { LaneQueue, type Lane } from './lane-queue.js';

/** Whose a record is, and how urgent among those of the same flow. */
export interface Flow {
  /** Flows share alike, however much each of them sends. */
  readonly name: string;
  readonly lane: Lane;
}

interface Waiting<T> {
  readonly name: string;
  readonly items: LaneQueue<T>;
}

/**
 * A queue in which flows take turns: deficit round-robin where every item costs one, so that each turn is one item. The
 * lanes share the turns of their own flow only: whoever calls all that he sends urgent takes nothing from others.
 *
 * A flow is here while something of it waits. Invariant: each such flow has one place in `turns`, and goes to their end
 * with each turn that it had, or could not use; so no other flow is served twice between two turns of one.
 */
export class FairQueue<T> {
  readonly #flows = new Map<string, Waiting<T>>();
  readonly #turns = new Fifo<Waiting<T>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push({ name, lane }: Flow, item: T): void {
    let flow = this.#flows.get(name);
    if (flow === undefined) {
      flow = { name, items: new LaneQueue() };
      this.#flows.set(name, flow);
      this.#turns.push(flow);
    }
    flow.items.push(lane, item);
    this.#size += 1;
  }

  /** The next item of a flow that is not held back; O(1) and as many steps as flows are held back before it. */
  shift(isHeldBack: (flow: string) => boolean): T | undefined {
    for (let turns = this.#turns.size; turns > 0; turns -= 1) {
      const flow = this.#turns.shift()!;
      const item = isHeldBack(flow.name) ? undefined : flow.items.shift();
      if (flow.items.size > 0) this.#turns.push(flow);
      else this.#flows.delete(flow.name);
      if (item === undefined) continue;
      this.#size -= 1;
      return item;
    }
    return undefined;
  }

  /** Empties the queue and gives what was in it. */
  drain(): T[] {
    this.#flows.clear();
    this.#size = 0;
    return this.#turns.drain().flatMap(({ items }) => items.drain());
  }
}
