import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { isUnknownTopic, refusesTopic } from './kafka-errors.js';
import type { Outage } from './outage.js';

export class UnknownTopic extends Error {
  override readonly name = 'UnknownTopic';
}

/** A topic that somebody is just creating is there within this; in tries of 250 ms. */
const patience = 10;

/**
 * How many partitions a topic has, asked of Kafka, for as long as it takes. Rejects with `UnknownTopic` when Kafka has
 * no such topic and got none within two and a half seconds, and when we may not see it.
 */
export async function countPartitions(
  kafka: Kafka,
  topic: string,
  outage: Outage,
  signal: AbortSignal,
): Promise<number> {
  try {
    for (let unknown = 0; ;) {
      const answer = await askOnce(kafka, topic).catch((error: unknown) => ({ error }));
      if (typeof answer === 'number') return answer;
      signal.throwIfAborted();
      const { error } = answer;
      if (refusesTopic(error)) throw error;
      if (isUnknownTopic(error)) unknown += 1;
      else outage.begin(topic, error);
      if (unknown >= patience) throw new UnknownTopic(`Kafka has no topic ${topic}.`, { cause: error });
      await sleep(250, undefined, { signal });
    }
  } finally {
    outage.end(topic);
  }
}

/** A fresh admin for each question: one that has asked for a topic asks for it ever after, though it be deleted. */
async function askOnce(kafka: Kafka, topic: string): Promise<number> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]!.partitions.length;
  } finally {
    await admin.disconnect().catch(() => {});
  }
}
