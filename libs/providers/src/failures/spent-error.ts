import type { Usage } from '#contracts';

/** An answer that is none, for the reason that is its cause, and is billed all the same: for what is known of its usage. */
export class SpentError extends Error {
  constructor(
    cause: unknown,
    readonly usage: Usage,
  ) {
    super('tokens were spent on an answer that is none', { cause });
  }
}
