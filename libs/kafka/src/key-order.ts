import type { LogRecord } from '#contracts';
import { Fifo } from './fifo.js';
import type { HandlerEnd } from './handler-end.js';
import type { OffsetTracker } from './offset-tracker.js';

/** The key by which a record waits for those of its partition that came before it; null when it waits for nobody. */
const orderings = {
  none: () => null,
  // A character for each byte: a key need not be text.
  key: ({ key }) => key?.toString('latin1') ?? null,
} satisfies Record<string, (record: LogRecord) => string | null>;

export type Ordering = keyof typeof orderings;

interface Ordered {
  readonly record: LogRecord;
  /** Of the stay in which the record counts. */
  readonly tracker: OffsetTracker;
  readonly isRunning: boolean;
}

/** `never`: not in this stay, for the record would overtake one that was handed back. */
type Turn = 'now' | 'later' | 'never';

/** What the end of a record means for those that wait for it. */
interface Succession<T> {
  /** Has its turn now. */
  readonly next: T | undefined;
  /** Are handed back with it. */
  readonly back: readonly T[];
}

interface Row<T> {
  first: T;
  readonly behind: Fifo<T>;
}

const nobody: Succession<never> = { next: undefined, back: [] };

/**
 * Whose turn it is among the records of one partition that have the same key.
 *
 * States of a key: free → led (one record has its turn, the others wait behind it in the order in which they came) →
 * free, when the last one is finished; led → closed, when the first is handed back: with it goes all that follows in the
 * same stay. closed → led, when a record of another stay comes: that one begins at what was handed back, or after it
 * where another member has finished it. At the end of a stay only what runs is remembered.
 * Invariant: of a key at most one record has its turn, and what came before it on the log is finished, here or
 * elsewhere. What comes again though it is finished (its offset was not committed yet) waits like all others.
 */
export class KeyOrder<T extends Ordered> {
  readonly #keyOf: (record: LogRecord) => string | null;
  readonly #led = new Map<string, Row<T>>();
  /** In which stay. */
  readonly #closed = new Map<string, OffsetTracker>();

  constructor(ordering: Ordering) {
    this.#keyOf = orderings[ordering];
  }

  enter(item: T): Turn {
    const key = this.#keyOf(item.record);
    if (key === null) return 'now';
    const row = this.#led.get(key);
    if (row !== undefined) {
      row.behind.push(item);
      return 'later';
    }
    if (this.#closed.get(key) === item.tracker) return 'never';
    this.#closed.delete(key);
    this.#led.set(key, { first: item, behind: new Fifo() });
    return 'now';
  }

  /** Told of each record that had its turn and ran. */
  leave(item: T, end: HandlerEnd): Succession<T> {
    const key = this.#keyOf(item.record);
    if (key === null) return nobody;
    const row = this.#led.get(key)!;
    const back: T[] = [];
    if (end === 'handed back')
      while (row.behind.peek()?.tracker === item.tracker) back.push(row.behind.shift()!);
    const next = row.behind.shift();
    if (next !== undefined) row.first = next;
    else {
      this.#led.delete(key);
      if (end === 'handed back') this.#closed.set(key, item.tracker);
    }
    return { next, back };
  }

  /** At the end of a stay: gives what waits behind others, to be handed back. */
  drain(): T[] {
    this.#closed.clear();
    return [...this.#led].flatMap(([key, { first, behind }]) => {
      if (!first.isRunning) this.#led.delete(key);
      return behind.drain();
    });
  }
}
