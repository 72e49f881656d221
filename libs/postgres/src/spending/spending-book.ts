import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { systemClock, type Clock } from '../clock.js';
import { isTransient } from '../is-transient.js';
import { MicroBatcher } from '../ledger/micro-batcher.js';
import { OutageLog } from '../outage-log.js';
import { retryDelayMs } from '../retry-delay.js';
import { addSpending, type SpendingFlush } from './add-spending.js';
import { loadSpending } from './load-spending.js';
import { dayOf, inKeyOrder, monthOf, periodsOf, sessionOf, spendingKeyText } from './spending-period.js';
import { SpendingTotal } from './spending-total.js';

export interface SpendingBookOptions {
  readonly pool: Pool;
  /** Of this process alone: another life of the same router is another id. */
  readonly routerId: string;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** 0 ≤ x < 1. */
  readonly random?: () => number;
}

export interface Cost {
  readonly org: string;
  readonly session: string | null;
  readonly costUsd: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface Spent {
  /** 0 without a session. */
  readonly sessionUsd: number;
  readonly dayUsd: number;
  readonly monthUsd: number;
}

const flushEveryMs = 250;
const freshForMs = 2_000;
const forgetAfterMs = 3_600_000;
/** Small, so that no flush keeps the totals that all routers share from the others for long. */
const maxBatch = 50;

/**
 * What the fleet has spent, at hand without waiting: the totals in the database as they were last seen, and what this
 * process has added since.
 *
 * A total is absent → known (it was added to, or asked for) → absent again when nobody used it for an hour.
 * A cost is in the view at once, and in the database within moments; while the database is away it waits, and the budgets
 * see what this process spends. A flush has a number, and is tried again under it until the database answers: it is added
 * once, also when the reply to the first try was lost. A process that is killed loses what it had not flushed; one that is
 * closed while the database is away says so.
 */
export class SpendingBook {
  readonly #pool: Pool;
  readonly #routerId: string;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #outage: OutageLog;
  readonly #closing = new AbortController();
  /** Those that were used last are last. */
  readonly #totals = new Map<string, SpendingTotal>();
  readonly #reads: MicroBatcher<SpendingTotal, undefined>;
  readonly #reading = new Map<SpendingTotal, Promise<undefined>>();
  #unsent = new Set<SpendingTotal>();
  #flushing: Promise<void> | null = null;
  #flushes = 0;

  constructor({ pool, routerId, logger, clock = systemClock, random = Math.random }: SpendingBookOptions) {
    this.#pool = pool;
    this.#routerId = routerId;
    this.#logger = logger;
    this.#clock = clock;
    this.#random = random;
    this.#outage = new OutageLog({
      logger,
      clock,
      lost: 'The spending of the fleet is not known: budgets go by what this router knows',
      back: 'The spending of the fleet is known again',
    });
    this.#reads = new MicroBatcher<SpendingTotal, undefined>({
      keyOf: spendingKeyText,
      flush: (totals) => this.#readBatch(totals),
      maxBatch,
      maxParallel: 2,
    });
  }

  /** Never waits; a cost of nothing does nothing. */
  add({ org, session, costUsd, at }: Cost): void {
    if (!(costUsd > 0)) return;
    for (const period of periodsOf(session, at)) {
      const total = this.#use(org, period);
      total.add(costUsd);
      this.#unsent.add(total);
    }
    this.#flushing ??= this.#flush();
  }

  /** As far as it is known here, in US dollars; `know` it before. */
  spentUsd(org: string, session: string | null, now: number): Spent {
    const usd = (period: string): number => this.#totals.get(spendingKeyText({ org, period }))?.usd ?? 0;
    return {
      sessionUsd: session === null ? 0 : usd(sessionOf(session)),
      dayUsd: usd(dayOf(now)),
      monthUsd: usd(monthOf(now)),
    };
  }

  /** Resolves once the view is at most two seconds old, or cannot be renewed; never rejects. */
  async know(org: string, session: string | null, now: number): Promise<void> {
    const totals = periodsOf(session, now).map((period) => this.#use(org, period));
    const freshSince = this.#clock.now() - freshForMs;
    await Promise.all(totals.filter(({ askedAt }) => askedAt < freshSince).map((total) => this.#read(total)));
  }

  /** Records what is not recorded yet; without a database it is tried once more. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#flushing;
  }

  #use(org: string, period: string): SpendingTotal {
    const text = spendingKeyText({ org, period });
    const total = this.#totals.get(text) ?? new SpendingTotal(org, period);
    total.usedAt = this.#clock.now();
    this.#totals.delete(text);
    this.#totals.set(text, total);
    this.#forgetUnused();
    return total;
  }

  #forgetUnused(): void {
    const usedSince = this.#clock.now() - forgetAfterMs;
    for (const [text, total] of this.#totals) {
      if (total.usedAt > usedSince || total.isUnrecorded) return;
      this.#totals.delete(text);
    }
  }

  #read(total: SpendingTotal): Promise<undefined> {
    const reading = this.#reading.get(total) ?? this.#reads.add(total);
    this.#reading.set(total, reading);
    return reading;
  }

  /** The batcher would try a rejected batch again item by item, while requests wait. */
  async #readBatch(totals: readonly SpendingTotal[]): Promise<undefined[]> {
    let askedAt = this.#clock.now();
    try {
      const fleetUsd = await loadSpending(this.#pool, totals);
      for (const total of totals) total.read(fleetUsd.get(spendingKeyText(total)) ?? 0);
      this.#outage.succeeded();
    } catch (error) {
      // Who asks next must not wait for the same time-out.
      askedAt = this.#clock.now();
      this.#outage.failed(error);
    }
    return totals.map((total) => {
      total.askedAt = askedAt;
      this.#reading.delete(total);
      return undefined;
    });
  }

  async #flush(): Promise<void> {
    while (this.#unsent.size > 0) {
      await this.#clock.sleep(flushEveryMs, this.#closing.signal);
      const totals = inKeyOrder(this.#unsent);
      this.#unsent = new Set();
      while (totals.length > 0) {
        // At the end nobody may wait for one time-out after the other.
        const size = this.#closing.signal.aborted ? totals.length : maxBatch;
        await this.#record(totals.splice(0, size));
      }
    }
    this.#flushing = null;
  }

  async #record(totals: readonly SpendingTotal[]): Promise<void> {
    const additions = totals.map((total) => ({
      org: total.org,
      period: total.period,
      costUsd: total.send(),
    }));
    const flush: SpendingFlush = { book: this.#routerId, number: (this.#flushes += 1), additions };
    for (let failures = 1; ; failures += 1) {
      const askedAt = this.#clock.now();
      const isLastTry = this.#closing.signal.aborted;
      try {
        const fleetUsd = await addSpending(this.#pool, flush);
        for (const total of totals) {
          total.recorded(fleetUsd.get(spendingKeyText(total)) ?? 0);
          total.askedAt = askedAt;
        }
        return this.#outage.succeeded();
      } catch (err) {
        if (!isTransient(err) || isLastTry) {
          for (const total of totals) total.refused();
          const orgs = [...new Set(totals.map(({ org }) => org))];
          return this.#logger.error(
            { err, orgs },
            'Spending could not be recorded: no other router counts it',
          );
        }
        this.#outage.failed(err);
      }
      await this.#clock.sleep(retryDelayMs(failures, this.#random), this.#closing.signal);
    }
  }
}
