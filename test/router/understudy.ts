import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

type Environment = Readonly<Record<string, string>>;

const main = 'dist/apps/cli/src/main.js';

/** The CLI as a process, with nothing but its environment. */
export const startUnderstudy = (words: readonly string[], env: Environment) =>
  spawn(process.execPath, [main, ...words], {
    env: { PATH: process.env.PATH, ...env },
  });

/** `understudy …` as a person's shell runs it, with what it reads on standard input. */
export async function understudy(words: readonly string[], env: Environment, input = ''): Promise<Ended> {
  const child = startUnderstudy(words, env);
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code: code as number | null, out, err };
}

/** What `understudy …` prints with the health service at this address; rejects with what it complains of. */
export async function understudyAt(url: string, ...words: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, HEALTH_URL: url };
  return (await promisify(execFile)(process.execPath, [main, ...words], { env })).stdout;
}
