import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';

/** The text of a file that a person named; `-` is standard input. */
export async function readTextFile(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
}
