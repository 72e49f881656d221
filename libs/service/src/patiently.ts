import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

const pauseMs = 2_000;

/**
 * Does something that needs another service, for as long as it takes that service to come: one warning when it is not
 * there, one line when it is. An error that waiting does not mend is thrown.
 */
export async function patiently<T>(
  service: string,
  work: () => Promise<T>,
  options: {
    readonly logger: Logger;
    readonly isTransient: (error: unknown) => boolean;
    readonly signal: AbortSignal;
  },
): Promise<T> {
  let warned = false;
  for (;;) {
    try {
      const result = await work();
      if (warned) options.logger.info(`${service} is back`);
      return result;
    } catch (error) {
      if (options.signal.aborted || !options.isTransient(error)) throw error;
      if (!warned) {
        options.logger.warn(
          `${service} cannot be reached (${reasonOf(error)}): trying again every ${pauseMs / 1000} s`,
        );
      }
      warned = true;
      await sleep(pauseMs, undefined, { signal: options.signal });
    }
  }
}

/** A refused connection to a name with two addresses is an AggregateError without a message of its own. */
const reasonOf = (error: unknown): string =>
  error instanceof AggregateError && error.message === ''
    ? error.errors.map(reasonOf).join('; ')
    : error instanceof Error
      ? error.message
      : String(error);
