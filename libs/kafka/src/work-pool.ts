import type { LogRecord } from '#contracts';
import { Fifo } from './fifo.js';
import type { OffsetTracker } from './offset-tracker.js';

export interface WorkLimits {
  /** Handlers that run at once. */
  readonly concurrency: number;
  /** Records that are admitted beyond those. */
  readonly buffer: number;
  /** Keys and values of all admitted records, in bytes. */
  readonly maxBytes: number;
}

/** A record that its handler hands back is not complete: it comes again after this stay in the group, here or elsewhere. */
export type HandlerEnd = 'finished' | 'handed back';

interface Work {
  readonly record: LogRecord;
  readonly bytes: number;
  /** Where its completion counts: of the latest stay in which the record was given to us. */
  tracker: OffsetTracker;
}

/**
 * The records admitted by this process, whatever partition they are of.
 *
 * States of a record: buffered → running → finished; before that it may be handed back instead. Each holds one credit
 * from admission until it is finished or handed back.
 * Invariant: running ≤ concurrency; nothing is buffered while a handler is free; a record that is given to us again
 * while it is here is attached to: no second handler, no second credit.
 * Admission never refuses (a fetch is admitted whole), so `spent` may be overshot by one fetch.
 */
export class WorkPool {
  readonly #limits: WorkLimits;
  readonly #handle: (record: LogRecord) => Promise<HandlerEnd>;
  readonly #onFinish: () => void;
  readonly #here = new Map<string, Work>();
  readonly #buffered = new Fifo<Work>();
  #running = 0;
  #bytes = 0;

  /** `handle` never rejects; `onFinish` is told after each handler, when its offset is complete. */
  constructor(limits: WorkLimits, handle: (record: LogRecord) => Promise<HandlerEnd>, onFinish: () => void) {
    this.#limits = limits;
    this.#handle = handle;
    this.#onFinish = onFinish;
  }

  get running(): number {
    return this.#running;
  }

  get buffered(): number {
    return this.#buffered.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** No credits are left. */
  get spent(): boolean {
    const { concurrency, buffer, maxBytes } = this.#limits;
    return this.#running + this.#buffered.size >= concurrency + buffer || this.#bytes >= maxBytes;
  }

  /** There is room for more than a record or two, so that intake does not pause and resume for each. */
  get roomy(): boolean {
    return this.#buffered.size <= this.#limits.buffer / 2 && !this.spent;
  }

  admit(record: LogRecord, tracker: OffsetTracker): void {
    tracker.admit(Number(record.offset));
    const key = keyOf(record);
    const here = this.#here.get(key);
    if (here !== undefined && isSameRecord(here.record, record)) {
      here.tracker = tracker;
      return;
    }
    const work = { record, bytes: (record.key?.length ?? 0) + (record.value?.length ?? 0), tracker };
    this.#here.set(key, work);
    this.#bytes += work.bytes;
    if (this.#running < this.#limits.concurrency) void this.#run(work);
    else this.#buffered.push(work);
  }

  /** Forgets what has not started; nobody completes it here. */
  handBack(): void {
    for (const work of this.#buffered.drain()) this.#release(work);
  }

  async #run(work: Work): Promise<void> {
    this.#running += 1;
    const end = await this.#handle(work.record);
    this.#running -= 1;
    this.#release(work);
    if (end === 'finished') work.tracker.complete(Number(work.record.offset));
    const next = this.#buffered.shift();
    if (next) void this.#run(next);
    this.#onFinish();
  }

  #release(work: Work): void {
    this.#bytes -= work.bytes;
    const key = keyOf(work.record);
    if (this.#here.get(key) === work) this.#here.delete(key);
  }
}

const keyOf = (record: LogRecord): string => `${record.topic}/${record.partition}/${record.offset}`;

/** A topic that was deleted and made anew has other records at the same offsets. */
function isSameRecord(one: LogRecord, other: LogRecord): boolean {
  return (
    one.timestamp === other.timestamp && sameBytes(one.key, other.key) && sameBytes(one.value, other.value)
  );
}

function sameBytes(one: Buffer | null, other: Buffer | null): boolean {
  return one === null || other === null ? one === other : one.equals(other);
}
