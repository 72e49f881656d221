import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import type { Logger } from 'pino';
import { Assignment, topicPartitions } from './assignment.js';
import { isPassing, reasonOf } from './kafka-errors.js';
import type { PartitionState } from './partition-state.js';
import { toLogRecord } from './to-log-record.js';
import { WorkPool, type Place, type WorkLimits, type WorkPorts } from './work-pool.js';

export interface IntakeLimits extends WorkLimits {
  /** Of one partition, how far its position may be ahead of its low-water mark; a fetch may overshoot it. */
  readonly maxSpan: number;
}

/**
 * Takes batches from the log into the pool, and commits what the pool has finished.
 *
 * Taking a batch never awaits work: it is admitted whole and resolved, and a partition that has spent its credits is
 * paused until it has room again, while the others are still fetched. So the consumer polls and sends heartbeats however
 * slow the handlers are, and nothing is fetched twice. So is one whose position runs too far ahead of a record that takes
 * long: all of that would come again, should this process die.
 * States: detached (no assignment that holds) ⇄ joined; open → closed, for good, by `close`.
 * Invariant: what is committed is at most the lowest offset whose handler has not ended; commits are single-flight and
 * made while joined only.
 */
export class Intake {
  readonly #pool: WorkPool;
  readonly #maxSpan: number;
  readonly #logger: Logger;
  #consumer: Consumer | null = null;
  #assignment: Assignment | null = null;
  #joined = false;
  #closed = false;
  #committing: Promise<void> | null = null;
  #onIdle: (() => void) | null = null;

  constructor(limits: IntakeLimits, ports: Omit<WorkPorts, 'onRoom'>, logger: Logger) {
    this.#pool = new WorkPool(limits, { ...ports, onRoom: (place) => this.#onRoom(place) });
    this.#maxSpan = limits.maxSpan;
    this.#logger = logger;
  }

  /** Figures for metrics. Offsets are of the present assignment, and null until its first batch; `paused`: all are. */
  snapshot() {
    const { running, buffered, bytes } = this.#pool;
    const states = this.#assignment?.states ?? [];
    const partitions = states.map(({ topic, partition, tracker, highWater, paused }) => ({
      topic,
      partition,
      lowWater: tracker?.lowWater ?? null,
      position: tracker?.position ?? null,
      highWater,
      incomplete: tracker?.incomplete ?? 0,
      paused,
    }));
    const paused = states.length > 0 && states.every((state) => state.paused);
    return { running, buffered, bytes, paused, partitions };
  }

  /** An epoch begins: what has not started is forgotten, for it comes again, here or elsewhere. */
  join(consumer: Consumer, partitions: Readonly<Record<string, readonly number[]>>): void {
    this.#consumer = consumer;
    this.#joined = true;
    this.#assignment = new Assignment(partitions, this.#assignment);
    const { states } = this.#assignment;
    this.#pool.handBack();
    this.#pool.shareAmong(states.length);
    // Set anew either way: kafkajs keeps its pauses over a rebalance and loses them in a crash.
    const [mayGoOn, mustWait] = [[] as PartitionState[], [] as PartitionState[]];
    for (const state of states) (this.#closed || this.#pool.isSpent(state) ? mustWait : mayGoOn).push(state);
    this.#pause(mustWait);
    this.#resume(mayGoOn);
  }

  /** The group rebalances, or Kafka is silent: nothing may be committed. */
  detach(): void {
    this.#joined = false;
  }

  /** Kafka answers again, and we are the member that we were. */
  reattach(): void {
    this.#joined = true;
    for (const state of this.#assignment?.states ?? []) this.#resumeIfRoomy(state);
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
    if (!state.paused && (this.#pool.isSpent(state) || this.#isStretched(state))) this.#pause([state]);
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
    if (this.#joined) this.#pause(this.#assignment?.states ?? []);
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

  #onRoom({ topic, partition }: Place): void {
    if (this.#pool.running === 0) this.#onIdle?.();
    const state = this.#assignment?.find(topic, partition);
    if (state) this.#resumeIfRoomy(state);
  }

  #resumeIfRoomy(state: PartitionState): void {
    if (!state.paused || !this.#joined || this.#closed) return;
    if (this.#pool.isRoomy(state) && !this.#isStretched(state)) this.#resume([state]);
  }

  #isStretched({ tracker }: PartitionState): boolean {
    return (tracker?.span ?? 0) >= this.#maxSpan;
  }

  #pause(states: readonly PartitionState[]): void {
    for (const state of states) state.paused = true;
    this.#consumer?.pause(topicPartitions(states));
  }

  #resume(states: readonly PartitionState[]): void {
    for (const state of states) state.paused = false;
    this.#consumer?.resume(topicPartitions(states));
  }
}
