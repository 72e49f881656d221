import type { Kafka } from 'kafkajs';

export interface GroupOffsets {
  readonly topic: string;
  readonly partition: number;
  /** Up to where the partition can be read. */
  readonly end: number;
  /** Where the group would go on; null when it has committed nothing. */
  readonly committed: number | null;
}

/** Asks the leaders and the group's coordinator, on a connection of its own, for as long as kafkajs tries. */
export async function fetchGroupOffsets(
  kafka: Kafka,
  groupId: string,
  topics: readonly string[],
): Promise<GroupOffsets[]> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const groups = await admin.fetchOffsets({ groupId, topics: [...topics] });
    const found: GroupOffsets[] = [];
    for (const { topic, partitions } of groups) {
      const committed = new Map(partitions.map(({ partition, offset }) => [partition, Number(offset)]));
      for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
        const offset = committed.get(partition) ?? -1;
        found.push({ topic, partition, end: Number(high), committed: offset < 0 ? null : offset });
      }
    }
    return found;
  } finally {
    await admin.disconnect().catch(() => {});
  }
}
