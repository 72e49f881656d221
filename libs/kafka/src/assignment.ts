import type { Offsets, TopicOffsets, TopicPartitions } from 'kafkajs';
import { PartitionState } from './partition-state.js';

type Commit = (offsets: Offsets) => Promise<void>;

/** The partitions that one GROUP_JOIN gave us: an epoch. What was tracked in an earlier epoch never counts in this one. */
export class Assignment {
  /** Of the latest batch; there is nothing to commit before the first. */
  #commit: Commit | null = null;
  readonly #states = new Map<string, PartitionState>();

  constructor(partitionsByTopic: Readonly<Record<string, readonly number[]>>, previous: Assignment | null) {
    for (const [topic, partitions] of Object.entries(partitionsByTopic)) {
      for (const partition of partitions) {
        this.#states.set(
          keyOf(topic, partition),
          new PartitionState(topic, partition, previous?.find(topic, partition)),
        );
      }
    }
  }

  get states(): PartitionState[] {
    return [...this.#states.values()];
  }

  get hasNews(): boolean {
    return this.#commit !== null && this.states.some(({ due }) => due !== null);
  }

  find(topic: string, partition: number): PartitionState | undefined {
    return this.#states.get(keyOf(topic, partition));
  }

  /**
   * kafkajs's `consumer.commitOffsets` retries by itself, and then with the offsets of a former generation under the
   * present one. The commit function of a batch asks the broker once, with the generation of the moment.
   */
  commitWith(commit: Commit): void {
    this.#commit = commit;
  }

  /** Commits every low-water mark that is news. Rejects when the broker does; nothing counts as committed then. */
  async commit(): Promise<void> {
    const due = this.states.flatMap((state) => (state.due === null ? [] : [{ state, offset: state.due }]));
    if (this.#commit === null || due.length === 0) return;
    const topics: TopicOffsets[] = byTopic(
      due.map(({ state, offset }) => ({ topic: state.topic, partition: state.partition, offset })),
      ({ partition, offset }) => ({ partition, offset: String(offset) }),
    );
    await this.#commit({ topics });
    for (const { state, offset } of due) state.confirm(offset);
  }
}

/** In the form that kafkajs's pause and resume take. */
export const topicPartitions = (states: readonly PartitionState[]): TopicPartitions[] =>
  byTopic(states, ({ partition }) => partition);

const keyOf = (topic: string, partition: number): string => `${topic}/${partition}`;

function byTopic<T extends { readonly topic: string }, P>(
  items: readonly T[],
  partitionOf: (item: T) => P,
): { topic: string; partitions: P[] }[] {
  return [...Map.groupBy(items, ({ topic }) => topic)].map(([topic, group]) => ({
    topic,
    partitions: group.map(partitionOf),
  }));
}
