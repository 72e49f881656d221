import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { problemsOf } from './settings-error.js';

export interface ConfigWatchOptions<Config> {
  /** Null: there is none to watch, only SIGHUP. */
  readonly file: string | null;
  /** Throws when the config cannot be used: an error's own `problems`, or else its message, say why. */
  readonly read: () => Config;
  /** Puts the config in force, wholly or, when it throws, not at all. */
  readonly onChange: (config: Config) => void;
  readonly logger: Logger;
}

export interface ConfigWatch {
  close(): void;
}

const lookEveryMs = 1_000;

/**
 * Reads the config anew on SIGHUP, and when the file has another content. The file is looked at by its name, again and again: of
 * an editor that replaces it, and of Kubernetes, which swaps a link on the way to it, a watch on the file itself hears nothing.
 * Two looks must agree: whoever writes in place has half a file for a moment, and an empty one, which is never taken.
 *
 * in force → (a good config) the new one in force, or → (a refused one, or no file) the old one in force, with one error.
 * Start it right after the first reading: the content of this moment counts as read.
 */
export function watchConfig<Config>({
  file,
  read,
  onChange,
  logger,
}: ConfigWatchOptions<Config>): ConfigWatch {
  let text = textOf(file);
  let lastSeen = text;

  const readAnew = (): void => {
    if (file !== null && text === null) {
      logger.error(`The config file cannot be read; the old config stays in force: put it back as ${file}`);
      return;
    }
    if (file !== null && text?.trim() === '') {
      logger.error(
        `The config file ${file} is empty; the old config stays in force: write it again, or start anew to go without one`,
      );
      return;
    }
    try {
      onChange(read());
      logger.info('The config was read anew');
    } catch (error) {
      const problems = problemsOf(error);
      const list = problems.map((problem) => `\n  - ${problem}`).join('');
      logger.error({ problems }, `The changed config is refused; the old one stays in force:${list}`);
    }
  };
  const onSignal = (): void => {
    text = textOf(file);
    readAnew();
  };
  const look = (): void => {
    const seen = textOf(file);
    const isSettled = seen === lastSeen;
    lastSeen = seen;
    if (!isSettled || seen === text) return;
    text = seen;
    readAnew();
  };

  process.on('SIGHUP', onSignal);
  const looking = setInterval(look, lookEveryMs).unref();
  return {
    close: () => {
      process.off('SIGHUP', onSignal);
      clearInterval(looking);
    },
  };
}

function textOf(file: string | null): string | null {
  try {
    return file === null ? null : readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
