import { Control, ProviderHealth, type LogRecord } from '#contracts';
import { applyControl, systemClock, type HealthBook, type ProviderMemory } from '#fallback';
import { readRecord } from '#kafka';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Cancellations } from './answering/cancellations.js';

interface Controlled {
  readonly health: HealthBook;
  readonly memory: ProviderMemory;
  readonly cancellations: Cancellations;
}

type Listener = (record: LogRecord) => void;

/** Takes what `apps/health` says of providers into the router's own book. */
export const healthListener = (book: HealthBook, logger: Logger): Listener =>
  listener(ProviderHealth, logger, (record) => book.heard(record));

/** Does what the whole fleet is told (B5, B6, B7; cancel). What lies in the past on the log counts from then. */
export const controlListener = ({ health, memory, cancellations }: Controlled, logger: Logger): Listener =>
  listener(Control, logger, (control, at) => {
    if (control.type === 'cancel') cancellations.cancel(control);
    else applyControl(control, at, systemClock.now(), { health, memory });
    logger.info({ event: 'control', ...control }, `An operator says: ${control.type}`);
  });

/** A record that cannot be read is passed over: it must not keep the others from being heard. */
function listener<Value>(
  schema: z.ZodType<Value>,
  logger: Logger,
  take: (value: Value, at: number) => void,
): Listener {
  return (record) => {
    if (record.value === null) return;
    const value = readRecord(schema, record, logger);
    if (value !== null) take(value, Number(record.timestamp));
  };
}
