import type { RecordHeaders } from './log-record.js';

/** The `ce_type` of each kind of record that we publish. */
export const eventTypes = {
  response: 'understudy.llm.response.v1',
  failure: 'understudy.llm.failure.v1',
  chunk: 'understudy.llm.chunk.v1',
  attempt: 'understudy.llm.attempt.v1',
  providerHealth: 'understudy.llm.provider-health.v1',
  alert: 'understudy.llm.alert.v1',
  control: 'understudy.llm.control.v1',
  request: 'understudy.llm.request.v1',
} as const;
export type EventType = (typeof eventTypes)[keyof typeof eventTypes];

/** Headers of CloudEvents' binary mode, Kafka binding 1.0. */
export function cloudEventHeaders(event: {
  readonly id: string;
  readonly type: EventType;
  /** The process that speaks, such as `/understudy/router`. */
  readonly source: string;
  readonly time: Date;
}): RecordHeaders {
  return {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_source: event.source,
    ce_type: event.type,
    ce_time: event.time.toISOString(),
    'content-type': 'application/json',
  };
}
