import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

type Environment = Readonly<Record<string, string>>;

/** The CLI as a process, with nothing but its environment. */
export const startUnderstudy = (words: readonly string[], env: Environment) =>
  spawn(process.execPath, ['dist/apps/cli/src/main.js', ...words], {
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
