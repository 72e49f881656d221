import { createRequire } from 'node:module';
import type { Message } from 'kafkajs';
import { encodeRecordBatch } from './record-batch.js';

/** What kafkajs is given to produce. */
export interface ProduceTerms {
  readonly acks: number;
  readonly timeout: number;
  /** 0: none. */
  readonly compression: number;
  readonly transactionalId?: string | null | undefined;
  readonly topicData: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly messages: readonly Message[] }[];
  }[];
}

/** kafkajs's buffer that grows. */
interface Encoder {
  readonly buffer: Buffer;
  writeString: (text: string | null) => this;
  writeInt16: (value: number) => this;
  writeInt32: (value: number) => this;
  writeBytes: (bytes: Buffer) => this;
}

interface Produce {
  readonly request: { readonly encode: () => Promise<Encoder> };
}

export interface ProduceDefinition {
  protocol: (of: { readonly version: number }) => (terms: ProduceTerms) => Produce;
}

/** Since Kafka 0.11; before, records had another format. */
const firstWithBatches = 3;

const require = createRequire(import.meta.url);
const KafkaEncoder = require('kafkajs/src/protocol/encoder') as new () => Encoder;
let mended = false;

/**
 * kafkajs 2.2.4 copies each record eight times on its way to the socket, every header and every number of variable
 * length through a buffer of its own: a tenth of the router's time and of its garbage. Here a batch is written once.
 * What is compressed goes the old way.
 */
export function encodeOnce(): void {
  if (mended) return;
  mended = true;
  const definition = require('kafkajs/src/protocol/requests/produce') as ProduceDefinition;
  const { protocol } = definition;
  definition.protocol = ({ version }) => {
    const produce = protocol({ version });
    if (version < firstWithBatches) return produce;
    return (terms) => {
      const { request, ...rest } = produce(terms);
      const isPlain = terms.compression === 0 && !terms.transactionalId;
      return {
        request: isPlain ? { ...request, encode: () => Promise.resolve(encoded(terms)) } : request,
        ...rest,
      };
    };
  };
}

function encoded({ acks, timeout, topicData }: ProduceTerms): Encoder {
  const request = new KafkaEncoder()
    .writeString(null)
    .writeInt16(acks)
    .writeInt32(timeout)
    .writeInt32(topicData.length);
  for (const { topic, partitions } of topicData) {
    request.writeString(topic).writeInt32(partitions.length);
    for (const { partition, messages } of partitions) {
      request.writeInt32(partition).writeBytes(encodeRecordBatch(messages));
    }
  }
  return request;
}
