import type { LogRecord } from '#contracts';
import { FairQueue, type Flow } from './fair-queue.js';
import type { HandlerEnd } from './handler-end.js';
import { KeyOrder, type Ordering } from './key-order.js';
import type { OffsetTracker } from './offset-tracker.js';

export interface WorkLimits {
  /** Handlers that run at once. */
  readonly concurrency: number;
  /** Of these, the most that one flow may have; more than half. The rest is for whoever comes while its calls are slow. */
  readonly flowConcurrency: number;
  /** Records that are admitted beyond those. */
  readonly buffer: number;
  /** Keys and values of all admitted records, in bytes. */
  readonly maxBytes: number;
  /** What a record waits for besides a slot. */
  readonly ordering: Ordering;
}

/** A partition of a topic. */
export type Place = Pick<LogRecord, 'topic' | 'partition'>;

export interface WorkPorts {
  /** Never rejects. */
  readonly handle: (record: LogRecord) => Promise<HandlerEnd>;
  /** Asked once for each record that is admitted; must not throw. */
  readonly flowOf: (record: LogRecord) => Flow;
  /** Of this partition less waits, or less is here, than before; its offset is complete if it is to be. */
  readonly onRoom: (place: Place) => void;
}

interface Work {
  readonly record: LogRecord;
  readonly bytes: number;
  readonly flow: Flow;
  readonly holding: Holding;
  /** Where its completion counts: of the latest stay in which the record was given to us. */
  tracker: OffsetTracker;
  isRunning: boolean;
}

/** What is here of one partition. */
interface Holding {
  /** By offset. */
  readonly works: Map<string, Work>;
  readonly order: KeyOrder<Work>;
  buffered: number;
  bytes: number;
}

/**
 * The records admitted by this process, whatever partition they are of.
 *
 * States of a record: buffered (until it is its turn within its key, and then in its flow) → running → finished; before
 * that it may be handed back instead. Each holds one credit from admission until it is finished or handed back.
 * Invariant: running ≤ concurrency, and of one flow ≤ flowConcurrency; nothing that has its turn within its key is
 * buffered that could run under these; a record that is given to us again while it is here is attached to: no second
 * handler, no second credit.
 * Each partition has its own share of the credits (see `#shareOf`), so that one that is flooded leaves room for the
 * others. Admission never refuses (a fetch is admitted whole): a share may be overshot by one fetch. All shares together
 * are less than twice the credits.
 */
export class WorkPool {
  readonly #limits: WorkLimits;
  readonly #ports: WorkPorts;
  readonly #holdings = new Map<string, Map<number, Holding>>();
  /** Of what is buffered, that which waits for a slot alone. */
  readonly #ready = new FairQueue<Work>();
  readonly #runningOf = new Map<string, number>();
  #running = 0;
  #buffered = 0;
  #bytes = 0;
  #partitions = 1;

  constructor(limits: WorkLimits, ports: WorkPorts) {
    this.#limits = limits;
    this.#ports = ports;
  }

  get running(): number {
    return this.#running;
  }

  get buffered(): number {
    return this.#buffered;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** How many partitions share the credits from now on. */
  shareAmong(partitions: number): void {
    this.#partitions = Math.max(1, partitions);
  }

  /** The partition has used up its share. */
  isSpent(place: Place): boolean {
    const { buffered, bytes } = this.#holdingOf(place);
    const { buffer, maxBytes } = this.#limits;
    return buffered >= this.#shareOf(buffer, this.buffered) || bytes >= this.#shareOf(maxBytes, this.#bytes);
  }

  /** There is room for more than a record or two of it, so that intake does not pause and resume for each. */
  isRoomy(place: Place): boolean {
    const { buffered, bytes } = this.#holdingOf(place);
    const { buffer, maxBytes } = this.#limits;
    return (
      buffered <= this.#shareOf(buffer, this.buffered) / 2 && bytes < this.#shareOf(maxBytes, this.#bytes)
    );
  }

  admit(record: LogRecord, tracker: OffsetTracker): void {
    tracker.admit(Number(record.offset));
    const holding = this.#holdingOf(record);
    const here = holding.works.get(record.offset);
    if (here !== undefined && isSameRecord(here.record, record)) {
      here.tracker = tracker;
      return;
    }
    const bytes = (record.key?.length ?? 0) + (record.value?.length ?? 0);
    const work: Work = {
      record,
      bytes,
      flow: this.#ports.flowOf(record),
      holding,
      tracker,
      isRunning: false,
    };
    const turn = holding.order.enter(work);
    if (turn === 'never') return;
    holding.works.set(record.offset, work);
    holding.bytes += bytes;
    this.#bytes += bytes;
    if (turn === 'now' && this.#hasSlot && !this.#isHeldBack(work.flow.name)) void this.#run(work);
    else {
      this.#countBuffered(work, 1);
      if (turn === 'now') this.#ready.push(work.flow, work);
    }
  }

  /** Forgets what has not started; nobody completes it here. */
  handBack(): void {
    const holdings = [...this.#holdings.values()].flatMap((ofTopic) => [...ofTopic.values()]);
    const behind = holdings.flatMap(({ order }) => order.drain());
    for (const work of [...this.#ready.drain(), ...behind]) this.#giveUp(work);
  }

  async #run(work: Work): Promise<void> {
    const { record, holding } = work;
    work.isRunning = true;
    this.#count(work, 1);
    const end = await this.#ports.handle(record);
    this.#count(work, -1);
    this.#release(work);
    if (end === 'finished') work.tracker.complete(Number(record.offset));
    else work.tracker.handBack();
    const { next, back } = holding.order.leave(work, end);
    for (const each of back) this.#giveUp(each);
    if (next !== undefined) this.#ready.push(next.flow, next);
    this.#runReady();
    this.#ports.onRoom(record);
  }

  /** Two at most can: of the flow that just had one less and is held back no more, and what waited for its key. */
  #runReady(): void {
    while (this.#hasSlot) {
      const work = this.#ready.shift((flow) => this.#isHeldBack(flow));
      if (work === undefined) return;
      this.#countBuffered(work, -1);
      void this.#run(work);
      this.#ports.onRoom(work.record);
    }
  }

  #giveUp(work: Work): void {
    this.#countBuffered(work, -1);
    this.#release(work);
  }

  #countBuffered({ holding }: Work, change: 1 | -1): void {
    this.#buffered += change;
    holding.buffered += change;
  }

  #count({ flow: { name } }: Work, change: 1 | -1): void {
    this.#running += change;
    const running = (this.#runningOf.get(name) ?? 0) + change;
    if (running === 0) this.#runningOf.delete(name);
    else this.#runningOf.set(name, running);
  }

  get #hasSlot(): boolean {
    return this.#running < this.#limits.concurrency;
  }

  /** At most one flow is: each has more than half of the slots. */
  #isHeldBack(flow: string): boolean {
    return (this.#runningOf.get(flow) ?? 0) >= this.#limits.flowConcurrency;
  }

  /**
   * What one partition may have of `all`: an equal part, whatever the others hold; and, where that is more, as much as
   * nobody has. So one alone has all, one that is flooded leaves half, and a quiet one is never shut out.
   */
  #shareOf(all: number, taken: number): number {
    return Math.max(all / this.#partitions, all - taken);
  }

  #release(work: Work): void {
    const { record, bytes, holding } = work;
    this.#bytes -= bytes;
    holding.bytes -= bytes;
    if (holding.works.get(record.offset) === work) holding.works.delete(record.offset);
  }

  #holdingOf({ topic, partition }: Place): Holding {
    let ofTopic = this.#holdings.get(topic);
    if (ofTopic === undefined) {
      ofTopic = new Map<number, Holding>();
      this.#holdings.set(topic, ofTopic);
    }
    let holding = ofTopic.get(partition);
    if (holding === undefined) {
      const order = new KeyOrder<Work>(this.#limits.ordering);
      holding = { works: new Map(), order, buffered: 0, bytes: 0 };
      ofTopic.set(partition, holding);
    }
    return holding;
  }
}

/** A topic that was deleted and made anew has other records at the same offsets. */
function isSameRecord(one: LogRecord, other: LogRecord): boolean {
  return (
    one.timestamp === other.timestamp && sameBytes(one.key, other.key) && sameBytes(one.value, other.value)
  );
}

function sameBytes(one: Buffer | null, other: Buffer | null): boolean {
  return one === null || other === null ? one === other : one.equals(other);
}
