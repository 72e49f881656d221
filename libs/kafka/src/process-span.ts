import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Link,
  type TextMapGetter,
} from '@opentelemetry/api';
import { headerText, type LogRecord, type RecordHeaders } from '#contracts';
import { messaging, operationAttributes } from './messaging-attributes.js';

const headersGetter: TextMapGetter<RecordHeaders> = {
  keys: (headers) => Object.keys(headers),
  get: (headers, name) => headerText(headers, name),
};

/** Runs `work` in a CONSUMER span that continues the trace of the record's producer. */
export async function inProcessSpan(
  record: LogRecord,
  groupId: string,
  work: () => Promise<void>,
): Promise<void> {
  // Not the active context: a handler is often started by the end of another one.
  const parent = propagation.extract(ROOT_CONTEXT, record.headers, headersGetter);
  const producer = trace.getSpanContext(parent);
  const links: Link[] = producer ? [{ context: producer }] : [];
  const attributes = {
    ...operationAttributes('process', record.topic, record.headers),
    [messaging.partition]: String(record.partition),
    [messaging.offset]: Number(record.offset),
    [messaging.consumerGroup]: groupId,
  };
  const options = { kind: SpanKind.CONSUMER, links, attributes };
  const span = trace.getTracer('understudy.kafka').startSpan(`process ${record.topic}`, options, parent);
  try {
    await context.with(trace.setSpan(parent, span), work);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.setAttribute('error.type', error instanceof Error ? error.name : '_OTHER');
    throw error;
  } finally {
    span.end();
  }
}
