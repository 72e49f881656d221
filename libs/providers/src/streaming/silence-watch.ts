import type { Clock } from '#fallback';

/** How long a stream may be silent, in ms; null: no limit but the call's own. */
export interface StreamLimits {
  readonly firstTokenTimeoutMs: number | null;
  readonly idleTimeoutMs: number | null;
}

/**
 * Watches one stream for silence.
 *
 * waiting (for the first token) → flowing (piece after piece) → ended, or silent from either of the first two. `onSilence`
 * is called at most once, and never after the end. One timer runs at a time, and a piece costs no more than a look at
 * the clock.
 */
export class SilenceWatch {
  readonly #ended = new AbortController();
  readonly #startedAt: number;
  #firstTokenAt: number | null = null;
  #heardAt = 0;

  constructor(
    private readonly limits: StreamLimits,
    private readonly clock: Clock,
    private readonly onSilence: (message: string) => void,
  ) {
    this.#startedAt = clock.now();
    void this.#waitForToken();
  }

  /** From the call's start to the first token; null while there is none. */
  get timeToFirstTokenMs(): number | null {
    return this.#firstTokenAt === null ? null : this.#firstTokenAt - this.#startedAt;
  }

  heard(hasToken: boolean): void {
    this.#heardAt = this.clock.now();
    if (!hasToken || this.#firstTokenAt !== null) return;
    this.#firstTokenAt = this.#heardAt;
    void this.#waitForPieces();
  }

  end(): void {
    this.#ended.abort();
  }

  async #waitForToken(): Promise<void> {
    const { firstTokenTimeoutMs: limitMs } = this.limits;
    if (limitMs === null) return;
    await this.clock.sleep(limitMs, this.#ended.signal);
    if (this.#firstTokenAt === null) this.#tell(`no first token within ${limitMs} ms`);
  }

  async #waitForPieces(): Promise<void> {
    const { idleTimeoutMs: limitMs } = this.limits;
    if (limitMs === null) return;
    for (let leftMs = limitMs; leftMs > 0 && !this.#ended.signal.aborted;) {
      await this.clock.sleep(leftMs, this.#ended.signal);
      leftMs = this.#heardAt + limitMs - this.clock.now();
    }
    this.#tell(`the stream was silent for ${limitMs} ms`);
  }

  #tell(message: string): void {
    if (this.#ended.signal.aborted) return;
    this.end();
    this.onSilence(message);
  }
}
