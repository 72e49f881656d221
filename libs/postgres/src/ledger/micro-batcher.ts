export interface MicroBatcherOptions<In, Out> {
  /** Answers each item, in their order; a rejection means that none was done. */
  readonly flush: (items: readonly In[]) => Promise<readonly Out[]>;
  readonly keyOf: (item: In) => string;
  readonly maxBatch: number;
  readonly maxParallel: number;
}

interface Entry<In, Out> {
  readonly item: In;
  readonly key: string;
  readonly resolve: (out: Out) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects what arrives in one turn of the event loop, or while its flushes are busy, into batches.
 *
 * An item is waiting → in flight → settled. Those of one key go one after the other, so at most one of them is in flight;
 * the others keep their places. A batch that is rejected is tried again item by item, so that an item which no flush can
 * take is rejected alone. Each item is settled exactly once.
 */
export class MicroBatcher<In, Out> {
  readonly #options: MicroBatcherOptions<In, Out>;
  readonly #keysInFlight = new Set<string>();
  #waiting: Entry<In, Out>[] = [];
  #flushes = 0;
  #scheduled = false;

  constructor(options: MicroBatcherOptions<In, Out>) {
    this.#options = options;
  }

  add(item: In): Promise<Out> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, key: this.#options.keyOf(item), resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#startFlushes();
    });
  }

  #startFlushes(): void {
    while (this.#flushes < this.#options.maxParallel) {
      const batch = this.#takeBatch();
      if (batch.length === 0) return;
      this.#flushes += 1;
      void this.#settle(batch).then(() => {
        this.#flushes -= 1;
        for (const { key } of batch) this.#keysInFlight.delete(key);
        this.#schedule();
      });
    }
  }

  #takeBatch(): Entry<In, Out>[] {
    const batch: Entry<In, Out>[] = [];
    const passedOver: Entry<In, Out>[] = [];
    let seen = 0;
    for (const entry of this.#waiting) {
      if (batch.length === this.#options.maxBatch) break;
      seen += 1;
      if (this.#keysInFlight.has(entry.key)) {
        passedOver.push(entry);
      } else {
        this.#keysInFlight.add(entry.key);
        batch.push(entry);
      }
    }
    this.#waiting = [...passedOver, ...this.#waiting.slice(seen)];
    return batch;
  }

  async #settle(batch: readonly Entry<In, Out>[]): Promise<void> {
    try {
      const outs = await this.#options.flush(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, index) => resolve(outs[index] as Out));
    } catch (error) {
      const [entry] = batch;
      if (batch.length === 1) return entry?.reject(error);
      for (const alone of batch) await this.#settle([alone]);
    }
  }
}
