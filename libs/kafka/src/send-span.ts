import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
} from '@opentelemetry/api';
import type { RecordHeaders } from '#contracts';
import { messaging, operationAttributes } from './messaging-attributes.js';

/** A PRODUCER span under the active context. */
export function startSendSpan(topic: string, headers: RecordHeaders): Span {
  return trace.getTracer('understudy.kafka').startSpan(`send ${topic}`, {
    kind: SpanKind.PRODUCER,
    attributes: operationAttributes('send', topic, headers),
  });
}

export function endSendSpan(
  span: Span,
  place: { readonly partition: number; readonly offset: number },
): void {
  span.setAttributes({ [messaging.partition]: String(place.partition), [messaging.offset]: place.offset });
  span.end();
}

export function failSendSpan(span: Span, error: Error): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', error.name);
  span.end();
}

/** The headers with the trace of the span, or else of the active context; as they are where there is none. */
export function withTrace(headers: RecordHeaders, span?: Span): RecordHeaders {
  const active: Context = span ? trace.setSpan(context.active(), span) : context.active();
  const traced = { ...headers };
  propagation.inject(active, traced);
  return traced;
}
