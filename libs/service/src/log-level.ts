import type { Environment } from './service-settings.js';

/** What `LOG_LEVEL` may be: from this level on, a line is written. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** The level that the environment names; undefined, also where it names none that we know: that is told with the other problems. */
export const logLevel = ({ LOG_LEVEL: named }: Environment): (typeof logLevels)[number] | undefined =>
  logLevels.find((level) => level === named);
