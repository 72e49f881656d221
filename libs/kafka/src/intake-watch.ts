import type { GroupOffsets } from './group-offsets.js';
import type { Intake } from './intake.js';

export interface IntakeWatchOptions {
  readonly snapshot: () => Pick<ReturnType<Intake['snapshot']>, 'partitions'>;
  /** Asks Kafka by another way than the consumer's; rejects when Kafka does not answer. */
  readonly offsets: () => Promise<readonly GroupOffsets[]>;
  /** The looks in a row that find a partition standing still before it counts as stalled. */
  readonly patience: number;
}

interface Standing {
  readonly position: number;
  readonly looks: number;
}

/**
 * Tells a consumer that has stopped fetching from one that has nothing to fetch. Of itself it cannot know: what it knows
 * of the log's end is what it fetched.
 *
 * A partition is moving → standing (records wait on it, it is not paused, and its position is that of the look before)
 * → stalled, after `patience` looks in a row; any progress, pause or silence of Kafka makes it moving again. Looks are
 * counted rather than time, so that a process that was stopped for a while is not blamed for it.
 */
export class IntakeWatch {
  readonly #options: IntakeWatchOptions;
  #standing = new Map<string, Standing>();
  #stalled: string | null = null;

  constructor(options: IntakeWatchOptions) {
    this.#options = options;
  }

  /** What nobody fetches though Kafka has it; null when all is well, and while Kafka does not answer. */
  get problem(): string | null {
    return this.#stalled;
  }

  async look(): Promise<void> {
    const offsets = await this.#options.offsets().catch(() => []);
    const before = this.#standing;
    this.#standing = new Map();
    this.#stalled = null;
    for (const { topic, partition, position, paused } of this.#options.snapshot().partitions) {
      const place = `${topic}/${partition}`;
      const log = offsets.find((each) => each.topic === topic && each.partition === partition);
      const at = Math.max(position ?? 0, log?.committed ?? 0);
      if (log === undefined || paused || at >= log.end) continue;
      const last = before.get(place);
      const looks = last?.position === at ? last.looks + 1 : 0;
      this.#standing.set(place, { position: at, looks });
      if (looks >= this.#options.patience)
        this.#stalled = `${place} stands at offset ${at} of ${log.end}: Kafka answers, and nothing is fetched`;
    }
  }
}
