import { context, isSpanContextValid, trace } from '@opentelemetry/api';
import { pino, type Logger } from 'pino';

/**
 * JSON lines on standard output, each with the trace that it belongs to. Callers log fields, never records: prompts,
 * answers and keys have no place here.
 */
export function createLogger(app: string, env: NodeJS.ProcessEnv = process.env): Logger {
  return pino({
    name: app,
    level: env['LOG_LEVEL'] ?? 'info',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => {
      const span = trace.getSpanContext(context.active());
      return span === undefined || !isSpanContextValid(span)
        ? {}
        : { trace_id: span.traceId, span_id: span.spanId };
    },
  });
}
