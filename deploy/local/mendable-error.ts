/** A failure that the person at the terminal can mend: its message says how, and is shown without a stack. */
export class MendableError extends Error {
  override readonly name = 'MendableError';
}

/** What a program says of the error that ended it. */
export function farewell(error: unknown): string {
  if (error instanceof MendableError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
