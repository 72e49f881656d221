import type { Availability, Callee, HealthView } from '../health/availability.js';
import { subjectKey } from '../health/health-subject.js';
import type { Clock } from '../clock.js';

/** How long one is ready to wait. */
export interface Patience {
  readonly ms: number;
  readonly signal: AbortSignal;
}

interface Waiter {
  /** Which of all that ever waited this is. */
  readonly place: number;
  readonly lines: readonly Line[];
  readonly admit: (line: Line) => void;
}

/** Who waits for the same. */
interface Line {
  readonly key: string;
  readonly callee: Callee;
  /** In the order of their places. */
  readonly waiting: Set<Waiter>;
}

/** What is told to the book and not to the gate (an operator, another router) is seen within this. */
const longestLookMs = 1_000;

/**
 * Where calls wait for a limit to open, instead of running into it (G3). Each goes when a slot is free for it, first
 * come first served over all lines, and before the next one is looked at it has started: so there are never more under
 * way than the book of health allows, and nobody overtakes.
 *
 * A line is here while somebody waits in it. Invariant: after `look`, whatever somebody waits for is limited.
 */
export class LimitGate {
  private readonly lines = new Map<string, Line>();
  private places = 0;
  private held = 0;
  private alarm: AbortController | null = null;

  constructor(
    private readonly health: Pick<HealthView, 'availabilityOf'>,
    private readonly clock: Clock,
  ) {}

  /** How many calls wait. */
  get waiting(): number {
    return this.held;
  }

  /** Would a call have to wait now: for a limit, or for those who wait already? */
  isLimited(callee: Callee): boolean {
    return this.lines.has(keyOf(callee)) || this.limitOn(callee) !== null;
  }

  /**
   * Calls `start` with the first of `callees` for which there is a slot: at once, or when its turn has come. By the time
   * that it returns, the call must have been told to the book. Gives null when that is not to be within the patience.
   */
  async admit<C extends Callee, T>(
    callees: readonly C[],
    patience: Patience,
    start: (callee: C) => T,
  ): Promise<T | null> {
    const open = callees.find((callee) => !this.isLimited(callee));
    if (open !== undefined) return start(open);
    const opensAt = Math.min(...callees.map((callee) => this.limitOn(callee)?.until ?? 0));
    if (patience.signal.aborted || opensAt >= this.clock.now() + patience.ms) return null;

    const { promise, resolve } = Promise.withResolvers<T | null>();
    const byLine = new Map(callees.map((callee) => [this.lineOf(callee), callee]));
    const waiter: Waiter = {
      place: (this.places += 1),
      lines: [...byLine.keys()],
      admit: (line) => resolve(start(byLine.get(line)!)),
    };
    for (const { waiting } of waiter.lines) waiting.add(waiter);
    this.held += 1;
    this.setAlarm();

    const admitted = new AbortController();
    const end = AbortSignal.any([patience.signal, admitted.signal]);
    void this.clock.sleep(patience.ms, end).then(() => {
      if (admitted.signal.aborted) return;
      this.leave(waiter);
      this.setAlarm();
      resolve(null);
    });
    return promise.finally(() => admitted.abort());
  }

  /** Lets in whom there is a slot for; to be called whenever one may have become free. */
  look(): void {
    if (this.lines.size === 0) return;
    for (let line = this.nextLine(); line !== undefined; line = this.nextLine()) {
      const waiter = firstIn(line);
      this.leave(waiter);
      waiter.admit(line);
    }
    this.setAlarm();
  }

  private nextLine(): Line | undefined {
    return [...this.lines.values()]
      .filter(({ callee }) => this.limitOn(callee) === null)
      .sort((one, other) => firstIn(one).place - firstIn(other).place)[0];
  }

  private limitOn(callee: Callee): Resting | null {
    const availability = this.health.availabilityOf(callee, this.clock.now());
    return availability.state === 'resting' && availability.class === 'rate_limit' ? availability : null;
  }

  private lineOf(callee: Callee): Line {
    const key = keyOf(callee);
    const line = this.lines.get(key) ?? { key, callee, waiting: new Set() };
    this.lines.set(key, line);
    return line;
  }

  private leave(waiter: Waiter): void {
    this.held -= 1;
    for (const { key, waiting } of waiter.lines) {
      if (waiting.delete(waiter) && waiting.size === 0) this.lines.delete(key);
    }
  }

  private setAlarm(): void {
    this.alarm?.abort();
    this.alarm = this.lines.size === 0 ? null : new AbortController();
    if (this.alarm === null) return;
    const { signal } = this.alarm;
    const now = this.clock.now();
    const rests = [...this.lines.values()].map(({ callee }) => (this.limitOn(callee)?.until ?? now) - now);
    const soonest = Math.min(...rests.filter((ms) => ms > 0), longestLookMs);
    void this.clock.sleep(soonest, signal).then(() => {
      if (!signal.aborted) this.look();
    });
  }
}

type Resting = Extract<Availability, { state: 'resting' }>;

const keyOf = (callee: Callee): string => subjectKey('limit', callee);

const firstIn = ({ waiting }: Line): Waiter => waiting.values().next().value!;
