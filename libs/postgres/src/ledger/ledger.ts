import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { systemClock, type Clock } from '../clock.js';
import { claimRequests, type Claim, type ClaimRequest } from './claim-requests.js';
import { finishRequests, type FinishRequest } from './finish-requests.js';
import { markRequestsPublished, type PublishedRequest } from './mark-requests-published.js';
import { MicroBatcher } from './micro-batcher.js';
import { OutageGuard } from './outage-guard.js';
import { keyText, type RequestKey } from './request-key.js';
import { RouterLease } from './router-lease.js';
import { forgetWaiting } from '../waiting/forget-waiting.js';
import { parkRequest, type ParkRequest } from '../waiting/park-request.js';
import { resumeRequest, type Resumption } from '../waiting/resume-request.js';
import { takeDueRequests, type DueRequest } from '../waiting/take-due-requests.js';
import { wakeRequest } from '../waiting/wake-request.js';

export interface LedgerOptions {
  readonly pool: Pool;
  /** Of this process alone: another life of the same router is another id. */
  readonly routerId: string;
  readonly leaseMs?: number;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** 0 ≤ x < 1. */
  readonly random?: () => number;
}

/** Small, so that a statement's plan stays at look-ups by key and one slow row delays few others. */
const maxBatch = 50;
const maxParallel = 3;

/**
 * Who runs which request, and what came of it, for the whole fleet: one row for each (org, custom_id).
 *
 *     (no row) ─claim→ running ─finish→ done ─markPublished→ published ─after days→ (no row)
 *                      running ⇄ waiting, by park and resume
 *
 * `running` and `done` have an owner, a router. While its lease lasts they are the owner's alone, even if the log gives the
 * record to another router. After that whoever claims the row takes it over as it is: a running one to run it again, a done
 * one to publish the result that it has. A published row never changes again.
 * Each claim of a row raises its fence; finish and markPublished need the fence that holds.
 * Invariant: a row gets one result, ever. Whatever another run of the same request answered is dropped.
 *
 * While the database is out everything waits (`LedgerStopped` ends that), and is then done as if nothing had been: each
 * operation may be applied twice, for the reply of the first may be lost.
 */
export class Ledger {
  readonly #clock: Clock;
  readonly #leaseMs: number;
  readonly #pool: Pool;
  readonly #routerId: string;
  readonly #guard: OutageGuard;
  readonly #lease: RouterLease;
  readonly #claims: MicroBatcher<ClaimRequest, Claim>;
  readonly #finishes: MicroBatcher<FinishRequest, boolean>;
  readonly #published: MicroBatcher<PublishedRequest, undefined>;

  constructor({
    pool,
    routerId,
    leaseMs = 15_000,
    logger,
    clock = systemClock,
    random = Math.random,
  }: LedgerOptions) {
    this.#pool = pool;
    this.#routerId = routerId;
    this.#clock = clock;
    this.#leaseMs = leaseMs;
    this.#guard = new OutageGuard({ clock, logger, random });
    this.#lease = new RouterLease({ pool, routerId, leaseMs, guard: this.#guard, clock, logger });
    this.#claims = this.#batched(async (claims) => {
      await this.#lease.ensure();
      return claimRequests(pool, routerId, claims);
    });
    this.#finishes = this.#batched((finishes) => finishRequests(pool, routerId, finishes));
    this.#published = this.#batched((published) => markRequestsPublished(pool, routerId, published));
  }

  /** Takes the router's lease, and keeps it. */
  start(): Promise<void> {
    return this.#lease.start();
  }

  /** Has the database answered within the last lease? */
  isHealthy(): boolean {
    return this.#clock.now() - this.#guard.lastContactAt < this.#leaseMs;
  }

  claim(request: ClaimRequest): Promise<Claim> {
    return this.#claims.add(request);
  }

  /** False: another router has taken the request over, this result must be dropped. */
  finish(request: FinishRequest): Promise<boolean> {
    return this.#finishes.add(request);
  }

  markPublished(request: PublishedRequest): Promise<void> {
    return this.#published.add(request);
  }

  /** Lays a request that is ours aside for a time; false: another router has taken it over. */
  park(request: ParkRequest): Promise<boolean> {
    return this.#guard.run(() => parkRequest(this.#pool, this.#routerId, request));
  }

  /** Waiting requests whose rest is over; nobody else is given them for `hideMs`. */
  takeDue(limit: number, hideMs: number): Promise<DueRequest[]> {
    return this.#guard.run(() => takeDueRequests(this.#pool, limit, hideMs));
  }

  /** Makes a request that was due ours again. */
  async resume(request: RequestKey): Promise<Resumption> {
    await this.#lease.ensure();
    return this.#guard.run(() => resumeRequest(this.#pool, this.#routerId, request));
  }

  /** Has a waiting request taken at once. */
  wake(request: RequestKey): Promise<void> {
    return this.#guard.run(() => wakeRequest(this.#pool, request));
  }

  /** A request that was due has ended. */
  forgetWaiting(request: RequestKey): Promise<void> {
    return this.#guard.run(() => forgetWaiting(this.#pool, request));
  }

  /** At shutdown: claims nothing more, and lets others take over at once what is not published. */
  handBack(): Promise<void> {
    return this.#lease.handBack();
  }

  /** Rejects what waits for the database, ends the heartbeat. Without `handBack` the lease runs out by itself. */
  async stop(): Promise<void> {
    this.#guard.stop();
    await this.#lease.stop();
  }

  #batched<In extends RequestKey, Out>(
    work: (items: readonly In[]) => Promise<readonly Out[]>,
  ): MicroBatcher<In, Out> {
    return new MicroBatcher<In, Out>({
      keyOf: keyText,
      flush: (items) => this.#guard.run(() => work(items)),
      maxBatch,
      maxParallel,
    });
  }
}
