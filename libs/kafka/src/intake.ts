import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import type { Logger } from 'pino';
import type { LogRecord } from '#contracts';
import { Assignment } from './assignment.js';
import { isPassing, reasonOf } from './kafka-errors.js';
import { toLogRecord } from './to-log-record.js';
import { WorkPool, type HandlerEnd, type WorkLimits } from './work-pool.js';

/**
 * Takes batches from the log into the pool, and commits what the pool has finished.
 *
 * Taking a batch never awaits work: it is admitted whole and resolved, and when the credits are spent every partition
 * is paused until there is room again. So the consumer polls and sends heartbeats however slow the handlers are, and
 * nothing is fetched twice.
 * States: detached (no assignment that holds) ⇄ joined; open → closed, for good, by `close`.
 * Invariant: what is committed is at most the lowest offset whose handler has not ended; commits are single-flight and
 * made while joined only.
 */
export class Intake {
  readonly #pool: WorkPool;
  readonly #logger: Logger;
  #consumer: Consumer | null = null;
  #assignment: Assignment | null = null;
  #joined = false;
  #closed = false;
  #paused = false;
  #committing: Promise<void> | null = null;
  #onIdle: (() => void) | null = null;

  /** `handle` never rejects. */
  constructor(limits: WorkLimits, handle: (record: LogRecord) => Promise<HandlerEnd>, logger: Logger) {
    this.#pool = new WorkPool(limits, handle, () => this.#onFinish());
    this.#logger = logger;
  }

  /** Figures for metrics. Offsets are of the present assignment, and null until its first batch. */
  snapshot() {
    const { running, buffered, bytes } = this.#pool;
    const partitions = (this.#assignment?.states ?? []).map(({ topic, partition, tracker, highWater }) => ({
      topic,
      partition,
      lowWater: tracker?.lowWater ?? null,
      position: tracker?.position ?? null,
      highWater,
      incomplete: tracker?.incomplete ?? 0,
    }));
    return { running, buffered, bytes, paused: this.#paused, partitions };
  }

  /** An epoch begins: what has not started is forgotten, for it comes again, here or elsewhere. */
  join(consumer: Consumer, partitions: Readonly<Record<string, readonly number[]>>): void {
    this.#consumer = consumer;
    this.#joined = true;
    this.#assignment = new Assignment(partitions, this.#assignment);
    this.#pool.handBack();
    // Set anew either way: kafkajs keeps its pauses over a rebalance and loses them in a crash.
    if (this.#pool.spent || this.#closed) this.#pause();
    else this.#resume();
  }

  /** The group rebalances, or Kafka is silent: nothing may be committed. */
  detach(): void {
    this.#joined = false;
  }

  /** Kafka answers again, and we are the member that we were. */
  reattach(): void {
    this.#joined = true;
    this.#resumeIfRoomy();
  }

  take(payload: EachBatchPayload): void {
    const { batch } = payload;
    const { topic, partition, messages, highWatermark } = batch;
    const state = this.#assignment?.find(topic, partition);
    const first = messages[0];
    // What is left unresolved comes again, to whoever has the partition then.
    if (this.#closed || !state || !first) return;
    const tracker = state.open(Number(first.offset));
    if (!tracker) return;
    for (const message of messages) this.#pool.admit(toLogRecord(topic, partition, message), tracker);
    tracker.advance(Number(batch.lastOffset()) + 1);
    state.highWater = Number(highWatermark);
    payload.resolveOffset(batch.lastOffset());
    this.#assignment?.commitWith((offsets) => payload.commitOffsetsIfNecessary(offsets));
    if (this.#pool.spent && !this.#paused) this.#pause();
  }

  /** A batch ended, perhaps one that held only markers and was never taken. */
  passed({ topic, partition, lastOffset }: { topic: string; partition: number; lastOffset: string }): void {
    const tracker = this.#assignment?.find(topic, partition)?.tracker;
    tracker?.advance(Number(lastOffset) + 1);
  }

  /** What is rejected is due again the next time. */
  commit(): Promise<void> {
    if (!this.#joined || !this.#assignment) return Promise.resolve();
    this.#committing ??= this.#assignment
      .commit()
      .catch((error: unknown) => {
        const level = isPassing(error) ? 'debug' : 'warn';
        this.#logger[level]({ reason: reasonOf(error) }, 'A commit was rejected');
      })
      .finally(() => (this.#committing = null));
    return this.#committing;
  }

  /** Commits until the broker has every low-water mark, or there is no use in trying. */
  async commitAll(signal: AbortSignal): Promise<void> {
    await this.#committing;
    while (this.#joined && this.#assignment?.hasNews && !signal.aborted) {
      await this.commit();
      if (this.#assignment.hasNews) await sleep(100, undefined, { signal }).catch(() => {});
    }
  }

  /**
   * Admits no more, hands back what has not started, and resolves with the number of handlers that still run: when
   * none does, or when the grace is over.
   */
  async close(graceMs: number): Promise<number> {
    this.#closed = true;
    if (this.#joined) this.#pause();
    this.#pool.handBack();
    if (this.#pool.running > 0) {
      const idle = Promise.withResolvers<void>();
      this.#onIdle = idle.resolve;
      const timer = setTimeout(idle.resolve, graceMs);
      await idle.promise;
      clearTimeout(timer);
    }
    return this.#pool.running;
  }

  #onFinish(): void {
    if (this.#pool.running === 0) this.#onIdle?.();
    if (this.#joined) this.#resumeIfRoomy();
  }

  #resumeIfRoomy(): void {
    if (this.#paused && !this.#closed && this.#pool.roomy) this.#resume();
  }

  #pause(): void {
    this.#paused = true;
    this.#consumer?.pause(this.#assignment?.topicPartitions ?? []);
  }

  #resume(): void {
    this.#paused = false;
    this.#consumer?.resume(this.#assignment?.topicPartitions ?? []);
  }
}
