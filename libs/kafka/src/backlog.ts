export interface BacklogSize {
  readonly records: number;
  readonly bytes: number;
}

/**
 * What was given to the publisher and is not settled. States: roomy → full, when a limit is reached; full → roomy, when
 * less than half of both is left, so that those who wait do not come one by one.
 * It refuses nothing: whoever has begun something must be able to tell how it ended. Whoever is about to begin asks for room.
 */
export class Backlog {
  readonly #limits: BacklogSize;
  #records = 0;
  #bytes = 0;
  #emptied: PromiseWithResolvers<void> | null = null;

  constructor(limits: BacklogSize) {
    this.#limits = limits;
  }

  get size(): BacklogSize {
    return { records: this.#records, bytes: this.#bytes };
  }

  add(bytes: number): void {
    this.#records += 1;
    this.#bytes += bytes;
    if (this.#records >= this.#limits.records || this.#bytes >= this.#limits.bytes)
      this.#emptied ??= Promise.withResolvers();
  }

  remove(bytes: number): void {
    this.#records -= 1;
    this.#bytes -= bytes;
    if (this.#records > this.#limits.records / 2 || this.#bytes > this.#limits.bytes / 2) return;
    this.#emptied?.resolve();
    this.#emptied = null;
  }

  /** True once there is room; false when the signal aborts before. */
  async room(signal: AbortSignal): Promise<boolean> {
    while (this.#emptied !== null) {
      if (signal.aborted) return false;
      const aborted = Promise.withResolvers<void>();
      const onAbort = (): void => aborted.resolve();
      signal.addEventListener('abort', onAbort, { once: true });
      await Promise.race([this.#emptied.promise, aborted.promise]);
      signal.removeEventListener('abort', onAbort);
    }
    return true;
  }
}
