import type { Clock } from '#fallback';

export type StopReason = 'timeout' | 'cancelled';

/** Why a call was ended from outside. */
export interface Stop {
  readonly reason: StopReason;
  readonly message: string;
}

/** The longest that a timer can run; beyond it Node's fire at once. */
const longestTimerMs = 2 ** 31 - 1;

const cancelled: Stop = { reason: 'cancelled', message: 'the call was cancelled' };

/**
 * The end of one call from outside.
 *
 * running → stopped (for a time-out or by the caller) | cleared. The first transition holds: a stopped call keeps its
 * reason, a cleared one cannot be stopped any more. `signal` is aborted when the call is stopped, and when what is left
 * of it is hung up on.
 */
export class CallDeadline {
  readonly #hangUp = new AbortController();
  readonly #cleared = new AbortController();
  #stopped: Stop | null = null;

  constructor(
    timeoutMs: number,
    private readonly caller: AbortSignal,
    clock: Clock,
  ) {
    if (caller.aborted) {
      this.#end(cancelled);
      return;
    }
    caller.addEventListener('abort', this.#cancel);
    void clock
      .sleep(Math.min(timeoutMs, longestTimerMs), this.#cleared.signal)
      .then(() => this.timeOut(`no answer within ${timeoutMs} ms`));
  }

  get signal(): AbortSignal {
    return this.#hangUp.signal;
  }

  get stopped(): Stop | null {
    return this.#stopped;
  }

  timeOut(message: string): void {
    this.#end({ reason: 'timeout', message });
  }

  clear(): void {
    this.caller.removeEventListener('abort', this.#cancel);
    // Without a reason, each call would cost an exception that nobody looks at.
    this.#cleared.abort(null);
  }

  /** Ends the connection, if it is still the call's. */
  hangUp(): void {
    this.#hangUp.abort();
  }

  readonly #cancel = (): void => this.#end(cancelled);

  #end(stop: Stop): void {
    if (this.#stopped !== null || this.#cleared.signal.aborted) return;
    this.#stopped = stop;
    this.#hangUp.abort();
  }
}
