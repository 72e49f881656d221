import type { Pool, QueryConfig } from 'pg';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { LedgerStopped, type OutageGuard } from './outage-guard.js';

export interface RouterLeaseOptions {
  readonly pool: Pool;
  readonly routerId: string;
  readonly leaseMs: number;
  readonly guard: OutageGuard;
  readonly clock: Clock;
  readonly logger: Logger;
}

const renew = `
INSERT INTO understudy.routers (id, lease_until)
VALUES ($1, clock_timestamp() + $2::int * interval '1 millisecond')
ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until`;

/** Their requests are anyone's already; without a row an owner counts as dead all the same. */
const forgetDead = `DELETE FROM understudy.routers WHERE lease_until < now() - interval '1 day'`;

/**
 * This router's sign of life, by the database's clock: every request that it owns is its own while the lease lasts.
 *
 * none → held (renewed three times a lease) → handed back. A lease that ran out while the database or this process was
 * away is simply renewed: what others took over meanwhile has a higher fence.
 */
export class RouterLease {
  readonly #options: RouterLeaseOptions;
  readonly #over = new AbortController();
  #renewedAt = Number.NEGATIVE_INFINITY;
  #renewing: Promise<void> | null = null;
  #heartbeat: Promise<void> | null = null;

  constructor(options: RouterLeaseOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { pool, guard } = this.#options;
    await this.#renew();
    this.#heartbeat = this.#beat();
    await guard.run(() => pool.query(forgetDead));
  }

  /** Resolves once others see us as alive: to claim without a lease would be to lose the claim at once. */
  async ensure(): Promise<void> {
    const { clock, leaseMs } = this.#options;
    this.#over.signal.throwIfAborted();
    if (clock.now() - this.#renewedAt > (leaseMs * 2) / 3) await this.#renew();
  }

  /** Lets others take over at once. Tried once: without a database the lease ends by itself. */
  async handBack(): Promise<void> {
    const { pool, routerId, logger } = this.#options;
    await this.#end();
    try {
      await pool.query('DELETE FROM understudy.routers WHERE id = $1', [routerId]);
    } catch (err) {
      logger.warn({ err }, 'The lease could not be handed back: it runs out by itself');
    }
  }

  /** Ends the heartbeat and leaves the lease to run out. */
  async stop(): Promise<void> {
    await this.#end();
  }

  async #end(): Promise<void> {
    this.#over.abort(new LedgerStopped());
    await this.#heartbeat;
    await this.#renewing?.catch(() => undefined);
  }

  async #beat(): Promise<void> {
    const { clock, leaseMs, logger } = this.#options;
    for (;;) {
      await clock.sleep(leaseMs / 3, this.#over.signal);
      if (this.#over.signal.aborted) return;
      try {
        await this.#renew();
      } catch (err) {
        if (!(err instanceof LedgerStopped)) logger.error({ err }, "The router's lease could not be renewed");
      }
    }
  }

  #renew(): Promise<void> {
    this.#renewing ??= this.#renewOnce().finally(() => (this.#renewing = null));
    return this.#renewing;
  }

  async #renewOnce(): Promise<void> {
    const { pool, routerId, leaseMs, guard, clock } = this.#options;
    await guard.run(async () => {
      this.#over.signal.throwIfAborted();
      const startedAt = clock.now();
      // On a connection that has gone silent the lease would be over before the pool's own time-out.
      const query: QueryConfig & { query_timeout: number } = {
        text: renew,
        values: [routerId, leaseMs],
        query_timeout: leaseMs / 3,
      };
      await pool.query(query);
      this.#renewedAt = startedAt;
    });
  }
}
