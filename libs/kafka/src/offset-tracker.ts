import { Fifo } from './fifo.js';

/**
 * Which offsets of one partition are still incomplete, over one stay of it with us.
 *
 * Offsets are admitted in rising order and completed in any. The low-water mark is the lowest incomplete offset, or
 * the position when there is none: it is what may be committed. Offsets that never come (compacted away, transaction
 * markers) hold nothing back: they are below the mark as soon as their neighbours are.
 * Invariant: lowWater ≤ every incomplete offset < position, and lowWater never falls.
 *
 * Offsets are numbers: 2^53 of them last 285 years at a million a second.
 */
export class OffsetTracker {
  readonly #incomplete = new Set<number>();
  /** Admitted offsets from the lowest incomplete one upward; complete ones leave when they reach the head. */
  readonly #admitted = new Fifo<number>();
  #position: number;
  #isStuck = false;

  constructor(start: number) {
    this.#position = start;
  }

  /** The lowest offset that has not been seen. */
  get position(): number {
    return this.#position;
  }

  get lowWater(): number {
    return this.#admitted.peek() ?? this.#position;
  }

  /** How far what is begun runs ahead of the oldest that is under way: 0 where that is one which nobody ends. */
  get span(): number {
    return this.#isStuck ? 0 : this.#position - this.lowWater;
  }

  get incomplete(): number {
    return this.#incomplete.size;
  }

  admit(offset: number): void {
    if (offset < this.#position)
      throw new RangeError(`Offset ${offset} is below the position ${this.#position}.`);
    this.#admitted.push(offset);
    this.#incomplete.add(offset);
    this.#position = offset + 1;
  }

  /** Everything below `position` has been seen: what was not admitted there never comes. */
  advance(position: number): void {
    this.#position = Math.max(this.#position, position);
  }

  /** One of them is left undone: the mark gets no farther in this stay, and nothing is to wait for it. */
  handBack(): void {
    this.#isStuck = true;
  }

  complete(offset: number): void {
    this.#incomplete.delete(offset);
    for (let head = this.#admitted.peek(); head !== undefined; head = this.#admitted.peek()) {
      if (this.#incomplete.has(head)) return;
      this.#admitted.shift();
    }
  }
}
