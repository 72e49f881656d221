import { Fifo } from './fifo.js';
import type { PendingRecord } from './pending-record.js';

const maxBatchRecords = 500;
const maxBatchBytes = 512 * 1024;

/**
 * The one sender to one partition. States: idle ⇄ sending. While a batch is on its way the next records gather behind
 * it, so batches grow with the load by themselves.
 * Invariant: at most one batch is on its way, and it is settled before the next leaves. So order holds, and a batch
 * that is sent again overtakes nothing and is overtaken by nothing.
 */
export class PartitionPump {
  readonly #queue = new Fifo<PendingRecord>();
  readonly #deliver: (batch: PendingRecord[]) => Promise<void>;
  readonly #onTake: () => void;
  #sending = false;

  /** `deliver` never rejects; `onTake` is told when a batch is closed. */
  constructor(deliver: (batch: PendingRecord[]) => Promise<void>, onTake: () => void) {
    this.#deliver = deliver;
    this.#onTake = onTake;
  }

  push(record: PendingRecord): void {
    this.#queue.push(record);
    if (this.#sending) return;
    this.#sending = true;
    // What is published in the same turn goes in the same batch.
    setImmediate(() => void this.#send());
  }

  /** Gives up what has not left. */
  drain(): PendingRecord[] {
    return this.#queue.drain();
  }

  async #send(): Promise<void> {
    while (this.#queue.size > 0) await this.#deliver(this.#take());
    this.#sending = false;
  }

  #take(): PendingRecord[] {
    const batch: PendingRecord[] = [];
    let bytes = 0;
    for (let next = this.#queue.peek(); next !== undefined; next = this.#queue.peek()) {
      bytes += next.bytes;
      if (batch.length > 0 && (bytes > maxBatchBytes || batch.length >= maxBatchRecords)) break;
      batch.push(next);
      this.#queue.shift();
    }
    this.#onTake();
    return batch;
  }
}
