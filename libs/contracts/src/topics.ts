import type { z } from 'zod';
import { Alert } from './alert.js';
import { LlmAttempt } from './attempt.js';
import { LlmChunk } from './chunk.js';
import { Control } from './control.js';
import { ProviderHealth } from './provider-health.js';
import { LlmRequest } from './request.js';
import { LlmAnswer, LlmFailure } from './terminal-record.js';

export interface TopicDefinition {
  /** The name after the prefix. */
  readonly name: string;
  readonly writers: string;
  readonly readers: string;
  readonly key: string;
  readonly cleanup: 'delete' | 'compact' | 'compact,delete';
  readonly partitions: number;
  /** The shape of a value; none where the bytes are whatever came. */
  readonly schema: z.ZodType | null;
}

/** From this table the topics are created, the JSON Schemas generated and the README's list written. */
export const topics = {
  requests: {
    name: 'requests',
    writers: 'upstream, health',
    readers: 'router, health',
    key: "upstream's choice (org or session, say)",
    cleanup: 'delete',
    partitions: 8,
    schema: LlmRequest,
  },
  responses: {
    name: 'responses',
    writers: 'router',
    readers: 'upstream',
    key: "the request's key",
    cleanup: 'delete',
    partitions: 8,
    schema: LlmAnswer,
  },
  failures: {
    name: 'failures',
    writers: 'router',
    readers: 'upstream, alerting, health',
    key: "the request's key",
    cleanup: 'delete',
    partitions: 8,
    schema: LlmFailure,
  },
  chunks: {
    name: 'chunks',
    writers: 'router',
    readers: 'upstream (streams only)',
    key: 'custom_id',
    cleanup: 'delete',
    partitions: 8,
    schema: LlmChunk,
  },
  attempts: {
    name: 'attempts',
    writers: 'router',
    readers: 'health, analytics',
    key: 'provider/model',
    cleanup: 'delete',
    partitions: 8,
    schema: LlmAttempt,
  },
  providerHealth: {
    name: 'provider-health',
    writers: 'health',
    readers: 'every router',
    key: 'provider/model',
    cleanup: 'compact',
    partitions: 1,
    schema: ProviderHealth,
  },
  alerts: {
    name: 'alerts',
    writers: 'health',
    readers: 'alerting',
    key: "the alert's fingerprint",
    cleanup: 'compact,delete',
    partitions: 1,
    schema: Alert,
  },
  control: {
    name: 'control',
    writers: "health's API, CLI",
    readers: 'every router, health',
    key: 'the thing controlled',
    cleanup: 'compact,delete',
    partitions: 1,
    schema: Control,
  },
  deadLetters: {
    name: 'requests-dlt',
    writers: 'router',
    readers: 'operators, health',
    key: 'as it came',
    cleanup: 'delete',
    partitions: 1,
    schema: null,
  },
} as const satisfies Record<string, TopicDefinition>;

export type TopicId = keyof typeof topics;

/** Larger than any request that is taken and any answer that is sent, in bytes. */
const maxMessageBytes = 8 * 1024 * 1024;

/** The topics as they are created. */
export const wantedTopics = (prefix: string) =>
  (Object.keys(topics) as TopicId[]).map((id) => ({
    name: topicName(id, prefix),
    partitions: topics[id].partitions,
    cleanup: topics[id].cleanup,
    maxMessageBytes,
  }));

/** Every name shares one prefix, `llm.` unless `TOPIC_PREFIX` says otherwise. */
export function topicName(id: TopicId, prefix = 'llm.'): string {
  return `${prefix}${topics[id].name}`;
}
