import type { Clock } from '#fallback';

export type StopReason = 'timeout' | 'cancelled';

/** The longest that a timer can run; beyond it Node's fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * The end of one call from outside.
 *
 * running → stopped (`timeout` or `cancelled`) | cleared. The first transition holds: a stopped call keeps its
 * reason, a cleared one cannot be stopped any more. `signal` is aborted exactly when the call is stopped.
 */
export class CallDeadline {
  readonly #stop = new AbortController();
  readonly #cleared = new AbortController();
  #stopped: StopReason | null = null;

  constructor(
    timeoutMs: number,
    private readonly caller: AbortSignal,
    clock: Clock,
  ) {
    if (caller.aborted) {
      this.#end('cancelled');
      return;
    }
    caller.addEventListener('abort', this.#cancel);
    void clock
      .sleep(Math.min(timeoutMs, longestTimerMs), this.#cleared.signal)
      .then(() => this.#end('timeout'));
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get stopped(): StopReason | null {
    return this.#stopped;
  }

  clear(): void {
    this.caller.removeEventListener('abort', this.#cancel);
    // Without a reason, each call would cost an exception that nobody looks at.
    this.#cleared.abort(null);
  }

  readonly #cancel = (): void => this.#end('cancelled');

  #end(reason: StopReason): void {
    if (this.#stopped !== null || this.#cleared.signal.aborted) return;
    this.#stopped = reason;
    this.#stop.abort();
  }
}
