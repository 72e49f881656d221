import type { LogRecord } from '#contracts';
import type { Logger } from 'pino';
import type { z } from 'zod';

/** A record's value in its shape; null, and a warning without its content, when it has another. */
export function readRecord<T>(schema: z.ZodType<T>, record: LogRecord, logger: Logger): T | null {
  const parsed = schema.safeParse(parseJson(record.value));
  if (parsed.success) return parsed.data;
  const { topic, partition, offset } = record;
  logger.warn({ topic, partition, offset }, 'A record that cannot be read is passed over');
  return null;
}

function parseJson(value: Buffer | null): unknown {
  try {
    return value === null ? undefined : JSON.parse(value.toString());
  } catch {
    return undefined;
  }
}
