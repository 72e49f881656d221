import { ProviderHealth, type LogRecord } from '#contracts';
import type { HealthBook } from '#fallback';
import type { Logger } from 'pino';

/** Takes what `apps/health` says of providers into the router's own book; a record that cannot be read is passed over. */
export function healthListener(book: HealthBook, logger: Logger): (record: LogRecord) => void {
  return ({ value, offset }) => {
    if (value === null) return;
    const parsed = ProviderHealth.safeParse(parse(value));
    if (parsed.success) book.heard(parsed.data);
    else logger.warn({ offset }, 'a record of provider health could not be read');
  };
}

function parse(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString());
  } catch {
    return undefined;
  }
}
