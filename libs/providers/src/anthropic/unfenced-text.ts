const fence = '```';
const wholeFence = /^\s*```\w*\s*([\s\S]*?)\s*```\s*$/;
const closing = /\s*(?:`{1,3}\s*)?$/;

/**
 * JSON that a model may have put into a code fence, freed of it, in whatever pieces it comes.
 *
 * opening (all is held, until it is known whether a fence opens) → bare, or fenced (what may be the closing fence is
 * held). Invariant: what was released is a prefix of what the text is without its fence.
 */
export class UnfencedText {
  #state: 'opening' | 'bare' | 'fenced' = 'opening';
  #held = '';

  /** What can be released now. */
  push(piece: string): string {
    this.#held += piece;
    if (this.#state === 'opening') this.#open();
    if (this.#state === 'opening') return '';
    return this.#release(this.#state === 'bare' ? this.#held.length : closing.exec(this.#held)!.index);
  }

  /** What was held, when no more is to come. */
  end(): string {
    if (this.#state === 'opening') return wholeFence.exec(this.#held)?.[1] ?? this.#held;
    return this.#held.replace(/\s*```\s*$/, '');
  }

  #open(): void {
    const text = this.#held.trimStart();
    if (fence.startsWith(text)) return;
    if (!text.startsWith(fence)) {
      this.#state = 'bare';
      return;
    }
    const line = text.indexOf('\n');
    if (line === -1) return;
    this.#state = 'fenced';
    this.#held = text.slice(line + 1);
  }

  #release(length: number): string {
    const released = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    return released;
  }
}
