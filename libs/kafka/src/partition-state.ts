import { OffsetTracker } from './offset-tracker.js';

/**
 * One partition during one stay with us, from a GROUP_JOIN to the next.
 *
 * States: expecting (no batch yet; `tracker` is null) → tracking. kafkajs goes back to the committed offset at each
 * join, so a stay begins where its first batch does.
 * Invariant: within a stay each batch begins at or after the end of the one before. One that begins earlier means that
 * the log itself was reset: a new tracker then, in which completions of the old one do not count.
 */
export class PartitionState {
  readonly topic: string;
  readonly partition: number;
  /** The end of the partition, as of the latest batch. */
  highWater: number | null = null;
  /** Nothing of it is fetched for now: it has used up its share of the credits. */
  paused = false;
  #tracker: OffsetTracker | null = null;
  #committed: number | null = null;
  #doubtfulFrom: number | null;

  constructor(topic: string, partition: number, previous?: PartitionState) {
    this.topic = topic;
    this.partition = partition;
    this.#doubtfulFrom = previous?.nextIfUnfinished ?? null;
  }

  get tracker(): OffsetTracker | null {
    return this.#tracker;
  }

  /** What is to be committed: the low-water mark, where it is news. */
  get due(): number | null {
    const lowWater = this.#tracker?.lowWater ?? null;
    return lowWater === this.#committed ? null : lowWater;
  }

  /** The broker has `offset`. */
  confirm(offset: number): void {
    this.#committed = offset;
  }

  /**
   * The tracker in which a batch counts, or null when it must be left unresolved, so that it is fetched anew.
   * A batch fetched before the join may still arrive after it. It continues the former stay: to admit it would skip
   * what was incomplete there. Only the first batch can be one, and only at or after the former position.
   */
  open(firstOffset: number): OffsetTracker | null {
    const doubtful = this.#doubtfulFrom !== null && firstOffset >= this.#doubtfulFrom;
    this.#doubtfulFrom = null;
    if (doubtful) return null;
    if (this.#tracker === null || firstOffset < this.#tracker.position) {
      this.#tracker = new OffsetTracker(firstOffset);
      this.#committed = null;
    }
    return this.#tracker;
  }

  /** Where the next batch of this stay would begin, if something before it is incomplete. */
  private get nextIfUnfinished(): number | null {
    if (this.#tracker === null) return this.#doubtfulFrom;
    return this.#tracker.incomplete > 0 ? this.#tracker.position : null;
  }
}
