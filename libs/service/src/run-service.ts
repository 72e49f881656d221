import { existsSync } from 'node:fs';
import { createLogger, startTelemetry, type Telemetry } from '#telemetry';
import type { Logger } from 'pino';
import { logLevel } from './log-level.js';

/** Ctrl-C comes twice under npm, from the terminal and from npm itself: within this time it is one and the same. */
const sameSignalMs = 1_000;

/** A process that runs: it is stopped once, and says so when it cannot go on. */
export interface RunningService {
  /** Finishes what is begun and lets go of everything. */
  stop(): Promise<void>;
}

export interface ServiceContext {
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** For what cannot be mended by waiting: logs the reason and ends the process. */
  readonly onFatal: (error: Error) => void;
}

/**
 * The life of one process: telemetry first, then the service, until SIGTERM or SIGINT drains it; a second signal ends
 * it at once. What stops it from starting is told on one line, with exit code 1.
 *
 * @param start imported late, so that telemetry is there before anything that it observes
 */
export async function runService(
  name: string,
  start: (context: ServiceContext) => Promise<RunningService>,
): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const telemetry = startTelemetry(name);
  const logger = createLogger(name, { LOG_LEVEL: logLevel(process.env) });
  let service: RunningService | null = null;
  let stoppingSince: number | null = null;

  const onFatal = (error: Error): void => {
    logger.fatal({ reason: error.message }, `${name} cannot go on: ${error.message}`);
    process.exit(1);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stoppingSince !== null) {
      if (Date.now() - stoppingSince > sameSignalMs) process.exit(1);
      return;
    }
    stoppingSince = Date.now();
    logger.info(`${signal}: finishing what is begun`);
    const stopped = service?.stop() ?? Promise.resolve();
    stopped
      .then(() => telemetry.stop())
      .then(() => process.exit(0))
      .catch(onFatal);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);

  try {
    service = await start({ logger, telemetry, onFatal });
  } catch (error) {
    if (stoppingSince !== null) return;
    process.stderr.write(`${describe(error)}\n`);
    process.exit(1);
  }
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));
