import { createRequire } from 'node:module';
import type { Kafka, KafkaMessage } from 'kafkajs';

/** What a leader says of one partition. */
export interface FetchedPartition {
  readonly messages: readonly KafkaMessage[];
}

export interface Leader {
  fetch(request: {
    readonly maxWaitTime: number;
    readonly maxBytes: number;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly {
        readonly partition: number;
        readonly fetchOffset: string;
        readonly maxBytes: number;
      }[];
    }[];
  }): Promise<{ readonly responses: readonly { readonly partitions: readonly FetchedPartition[] }[] }>;
}

/** kafkajs's way to the brokers, below its consumers. */
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number }[];
  /** By the id of the broker, what it leads of them. */
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Record<string, number[]>;
  findBroker(of: { readonly nodeId: string }): Promise<Leader>;
  fetchTopicsOffset(
    topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number }[];
      readonly fromBeginning?: boolean;
      readonly fromTimestamp?: number;
    }[],
  ): Promise<readonly { readonly partitions: readonly { partition: number; offset: string }[] }[]>;
}

/** What was fetched, without what is not meant for consumers. */
interface Batch {
  readonly messages: readonly KafkaMessage[];
  lastOffset(): string;
}

const require = createRequire(import.meta.url);
const KafkaBatch = require('kafkajs/src/consumer/batch') as new (
  topic: string,
  fetchedOffset: string,
  fetched: FetchedPartition,
) => Batch;

type CreateCluster = (options: { readonly allowAutoTopicCreation: boolean }) => Cluster;

/**
 * kafkajs 2.2.4 lets nobody read but the members of a group. To join one takes three seconds on a broker with the usual
 * settings, brings all partitions where one record is wanted, and leaves a group behind: here is what its consumers
 * themselves read with.
 */
export function createCluster(kafka: Kafka): Cluster {
  const name = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  const create = (kafka as unknown as Record<symbol, CreateCluster>)[name!]!;
  return create({ allowAutoTopicCreation: false });
}

export const batchOf = (topic: string, offset: number, fetched: FetchedPartition): Batch =>
  new KafkaBatch(topic, String(offset), fetched);
