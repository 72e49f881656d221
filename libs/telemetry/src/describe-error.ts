import { isNativeError } from 'node:util/types';

export interface DescribedError {
  readonly type?: string;
  readonly message: string;
  /** Node's, or an SQLSTATE. */
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
}

const deepestCause = 3;

/**
 * An error as it may be logged: of its own properties the code alone. Others hold what a request held: Postgres puts the
 * failing row into `detail`, SDKs put the call's headers into `request`.
 */
export function describeError(thrown: unknown, depth = 0): DescribedError {
  if (!isNativeError(thrown))
    return { message: textOf(() => (thrown as Error | null)?.message) ?? 'no error' };
  const { name, code, stack } = {
    name: textOf(() => thrown.name),
    code: textOf(() => (thrown as NodeJS.ErrnoException).code),
    stack: textOf(() => thrown.stack),
  };
  const cause = depth < deepestCause ? valueOf(() => thrown.cause) : undefined;
  return {
    ...(name === undefined ? {} : { type: name }),
    message: textOf(() => thrown.message) ?? '',
    ...(code === undefined ? {} : { code }),
    ...(stack === undefined ? {} : { stack }),
    ...(isNativeError(cause) ? { cause: describeError(cause, depth + 1) } : {}),
  };
}

function textOf(read: () => unknown): string | undefined {
  const value = valueOf(read);
  return typeof value === 'string' ? value : undefined;
}

/** What is read is anybody's: a getter may throw. */
function valueOf(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}
