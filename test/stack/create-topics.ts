import type { Admin, ITopicConfig } from 'kafkajs';

/** Creates topics and waits until each can be used: a broker tells of new ones late, and kafkajs gives up at that. */
export async function createTopics(admin: Admin, topics: ITopicConfig[]): Promise<void> {
  await admin.createTopics({ topics, timeout: 15_000 }).catch(() => false);
  while (!(await areThere(admin, topics))) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function areThere(admin: Admin, topics: readonly ITopicConfig[]): Promise<boolean> {
  const names = topics.map(({ topic }) => topic);
  const found = await admin.fetchTopicMetadata({ topics: names }).catch(() => ({ topics: [] }));
  return topics.every(({ topic, numPartitions }) => {
    const partitions = found.topics.find(({ name }) => name === topic)?.partitions ?? [];
    return partitions.length === numPartitions && partitions.every(({ leader }) => leader >= 0);
  });
}
