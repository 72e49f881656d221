import type { Dispatcher } from 'undici';

/**
 * A body piece by piece, as it comes: read no faster than it is taken.
 *
 * open → ended | failed | left. A reader that goes away early, as SDKs do at an end marker, leaves the rest to be passed
 * over, so that the connection can be used again; the call's signal ends it where nothing comes.
 */
export class BodyStream {
  readonly readable: ReadableStream<Uint8Array>;
  #reader!: ReadableStreamDefaultController<Uint8Array>;
  #left = false;

  constructor(private readonly source: Dispatcher.DispatchController) {
    this.readable = new ReadableStream<Uint8Array>({
      start: (reader) => void (this.#reader = reader),
      pull: () => source.resume(),
      cancel: () => {
        this.#left = true;
        source.resume();
      },
    });
  }

  push(bytes: Uint8Array): void {
    // Where undici paused at the very end of a body, it has nothing to tell, and says so at each resume.
    if (this.#left || bytes.length === 0) return;
    this.#reader.enqueue(bytes);
    if ((this.#reader.desiredSize ?? 0) <= 0) this.source.pause();
  }

  end(): void {
    if (!this.#left) this.#reader.close();
  }

  fail(error: unknown): void {
    if (!this.#left) this.#reader.error(error);
  }
}
