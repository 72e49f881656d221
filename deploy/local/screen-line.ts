import { styleText } from 'node:util';

export type Level = 'warn' | 'error' | 'fatal';

const levels: Record<Level, { rank: number; color: 'yellow' | 'red' }> = {
  warn: { rank: 1, color: 'yellow' },
  error: { rank: 2, color: 'red' },
  fatal: { rank: 3, color: 'red' },
};

/** What becomes of a request is told on its topics, to whoever asked. */
const toldElsewhere = 'all_providers_failed';

/** A line of pino's. */
interface Logged {
  readonly level: string;
  readonly event?: string;
  readonly msg: string;
}

/** What of an app's line is for the screen: what pino says at this level or above, and a line that is not pino's at all. */
export function screenLine(line: string, from: Level): string | undefined {
  const logged = parse(line);
  if (logged === undefined) return line;
  const found = levels[logged.level as Level];
  if (found === undefined || found.rank < levels[from].rank || logged.event === toldElsewhere)
    return undefined;
  return styleText(found.color, logged.msg);
}

function parse(line: string): Logged | undefined {
  try {
    return line.startsWith('{') ? (JSON.parse(line) as Logged) : undefined;
  } catch {
    return undefined;
  }
}
