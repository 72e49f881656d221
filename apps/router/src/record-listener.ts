import { Control, ProviderHealth, type LogRecord } from '#contracts';
import { applyControl, systemClock, type HealthBook, type ProviderMemory } from '#fallback';
import type { Logger } from 'pino';
import type { z } from 'zod';

type Listener = (record: LogRecord) => void;

/** Takes what `apps/health` says of providers into the router's own book. */
export const healthListener = (book: HealthBook, logger: Logger): Listener =>
  listener(ProviderHealth, logger, (record) => book.heard(record));

/** Does what an operator tells the whole fleet (B5, B6, B7). What lies in the past on the log counts from then. */
export const controlListener = (health: HealthBook, memory: ProviderMemory, logger: Logger): Listener =>
  listener(Control, logger, (control, at) => {
    applyControl(control, at, systemClock.now(), { health, memory });
    logger.info({ event: 'control', ...control }, `An operator says: ${control.type}`);
  });

/** A record that cannot be read is passed over: it must not keep the others from being heard. */
function listener<Value>(
  schema: z.ZodType<Value>,
  logger: Logger,
  take: (value: Value, at: number) => void,
): Listener {
  return ({ topic, offset, timestamp, value }) => {
    if (value === null) return;
    const parsed = schema.safeParse(parse(value));
    if (parsed.success) take(parsed.data, Number(timestamp));
    else logger.warn({ topic, offset }, 'A record could not be read: it is passed over');
  };
}

function parse(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString());
  } catch {
    return undefined;
  }
}
