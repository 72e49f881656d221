import { context, isSpanContextValid, trace } from '@opentelemetry/api';
import { pino, type DestinationStream, type LogFn, type Logger, type LoggerOptions } from 'pino';
import { describeError } from './describe-error.js';
import { loggable } from './loggable.js';

/**
 * JSON lines on standard output, each with the trace that it belongs to. Callers log fields, never records: prompts,
 * answers and keys have no place here. To log never throws, whatever the fields are.
 */
export function createLogger(
  app: string,
  env: NodeJS.ProcessEnv = process.env,
  destination?: DestinationStream,
): Logger {
  const options: LoggerOptions = {
    name: app,
    level: env['LOG_LEVEL'] ?? 'info',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: (thrown: unknown) => describeError(thrown) },
    hooks: { logMethod: logSafely },
    mixin: () => {
      const span = trace.getSpanContext(context.active());
      return span === undefined || !isSpanContextValid(span)
        ? {}
        : { trace_id: span.traceId, span_id: span.spanId };
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** pino writes circles, BigInts and what is too deep; a getter or a `toJSON` that throws would come back to the caller. */
function logSafely(this: Logger, line: Parameters<LogFn>, log: LogFn): void {
  try {
    log.apply(this, line);
  } catch {
    const [fields, ...words] = line as unknown[];
    const text = [fields, ...words].find((word) => typeof word === 'string');
    log.call(this, loggable(fields), text ?? 'A line that cannot be written');
  }
}
