import type { Admin, ITopicConfig, ITopicMetadata } from 'kafkajs';

const hasLeaders = ({ topics }: { topics: ITopicMetadata[] }): boolean =>
  topics.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0));

/** Creates topics and waits until each can be used: a broker tells of new ones late, and kafkajs gives up at that. */
export async function createTopics(admin: Admin, topics: ITopicConfig[]): Promise<void> {
  await admin.createTopics({ topics, waitForLeaders: false, timeout: 15_000 });
  const names = topics.map(({ topic }) => topic);
  while (!(await admin.fetchTopicMetadata({ topics: names }).then(hasLeaders, () => false)));
}
