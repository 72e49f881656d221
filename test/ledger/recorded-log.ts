import { pino, type Logger } from 'pino';

export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly org?: string;
  readonly orgs?: readonly string[];
  readonly problems?: readonly string[];
}

export interface RecordedLog {
  readonly logger: Logger;
  readonly lines: readonly LogLine[];
  /** Resolves once so many lines were logged. */
  readonly logged: (count: number) => Promise<void>;
}

export function recordedLog(): RecordedLog {
  const lines: LogLine[] = [];
  const heard: (() => void)[] = [];
  const write = (line: string): void => {
    lines.push(JSON.parse(line) as LogLine);
    heard.splice(0).forEach((resolve) => resolve());
  };
  const logged = async (count: number): Promise<void> => {
    while (lines.length < count) await new Promise<void>((resolve) => heard.push(resolve));
  };
  return { logger: pino({}, { write }), lines, logged };
}
