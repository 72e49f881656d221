/**
 * The latest starts of calls, to allow no more than `capacity` of them within any stretch of `perMs`. Times are epoch ms.
 * Invariant: `starts` are the latest ones, at most `capacity`, the oldest of them at `oldest` once there are so many.
 */
export class StartWindow {
  private starts: number[] = [];
  private oldest = 0;

  constructor(
    readonly capacity: number,
    readonly perMs: number,
  ) {}

  started(startedAt: number): void {
    this.starts[this.oldest] = startedAt;
    this.oldest = (this.oldest + 1) % this.capacity;
  }

  /** When the next may start; in the past if it may now. */
  get opensAt(): number {
    const oldest = this.starts[this.oldest];
    return oldest === undefined ? 0 : oldest + this.perMs;
  }

  /** The same starts under another measure. */
  resized(capacity: number, perMs: number): StartWindow {
    const window = new StartWindow(capacity, perMs);
    const inOrder = [...this.starts.slice(this.oldest), ...this.starts.slice(0, this.oldest)];
    for (const start of inOrder.slice(-capacity)) window.started(start);
    return window;
  }
}
