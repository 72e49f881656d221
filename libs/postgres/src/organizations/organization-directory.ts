import { Client, type Pool } from 'pg';
import type { Logger } from 'pino';
import type { Organization } from '#contracts';
import { systemClock, type Clock } from '../clock.js';
import { isTransient } from '../is-transient.js';
import { OutageLog } from '../outage-log.js';
import { retryDelayMs } from '../retry-delay.js';
import { OrganizationView } from './organization-view.js';

export interface OrganizationDirectoryOptions {
  /** Says how to connect; none of its connections is used. */
  readonly pool: Pool;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** 0 ≤ x < 1. */
  readonly random?: () => number;
}

const compareEveryMs = 60_000;

/** What a notification says that names no organization. */
const anyOrganization = '';

/**
 * Every organization, at hand without waiting, as the database has it: a change is seen within moments.
 *
 * connecting → current (all rows were read while listening; each notification reads its row again, and once a minute all
 * versions are compared) → connecting (the connection was lost) → current …, and closed from either, for good.
 * Invariant: what is known stays known while the database is away. Whatever changes after LISTEN leaves a notification, and
 * everything is read after LISTEN: no change is missed.
 */
export class OrganizationDirectory {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #view: OrganizationView;
  readonly #outage: OutageLog;
  readonly #closing = new AbortController();
  #changed = new Set<string>();
  #compareAt = 0;
  #wake = new AbortController();
  #loaded: Promise<void> | null = null;
  #following: Promise<void> | null = null;

  constructor({ pool, logger, clock = systemClock, random = Math.random }: OrganizationDirectoryOptions) {
    this.#pool = pool;
    this.#clock = clock;
    this.#random = random;
    this.#view = new OrganizationView(logger);
    this.#outage = new OutageLog({
      logger,
      clock,
      lost: 'Changes of organizations cannot be seen: what is known of them holds',
      back: 'Changes of organizations are seen again',
    });
  }

  /** Null: there is no such organization. */
  find(org: string): Organization | null {
    return this.#view.find(org);
  }

  /** Resolves once all organizations are known, however long the database is away; rejects when waiting cannot mend it. */
  start(): Promise<void> {
    this.#loaded ??= new Promise((resolve, reject) => {
      this.#following = this.#follow(resolve, reject);
    });
    return this.#loaded;
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('The directory of organizations was closed'));
    this.#wake.abort();
    await this.#following;
  }

  async #follow(onLoaded: () => void, onFailed: (error: unknown) => void): Promise<void> {
    let isLoaded = false;
    let failures = 0;
    const onCurrent = (): void => {
      isLoaded = true;
      failures = 0;
      this.#outage.succeeded();
      onLoaded();
    };
    const { signal: closing } = this.#closing;
    while (!closing.aborted) {
      try {
        await this.#listen(onCurrent);
      } catch (error) {
        if (closing.aborted) break;
        if (!isLoaded && !isTransient(error)) return onFailed(error);
        this.#outage.failed(error);
      }
      failures += 1;
      await this.#clock.sleep(retryDelayMs(failures, this.#random), closing);
    }
    onFailed(closing.reason);
  }

  /** The life of one connection; rejects when it is over. */
  async #listen(onCurrent: () => void): Promise<never> {
    const { signal: closing } = this.#closing;
    const lost = new AbortController();
    const connection = new Client(this.#pool.options);
    const hangUp = (): void => void connection.end();
    connection.on('notification', ({ payload }) => this.#noteChange(payload ?? anyOrganization));
    connection.on('error', (error) => {
      lost.abort(error);
      this.#wake.abort();
    });
    try {
      // A connection that is ended before it is made never says so.
      await connection.connect();
      closing.addEventListener('abort', hangUp);
      closing.throwIfAborted();
      await connection.query('LISTEN understudy_organizations');
      await this.#view.readAll(connection);
      this.#compareAt = this.#clock.now() + compareEveryMs;
      for (;;) {
        await this.#catchUp(connection);
        onCurrent();
        await this.#pause();
        closing.throwIfAborted();
        lost.signal.throwIfAborted();
      }
    } finally {
      closing.removeEventListener('abort', hangUp);
      const ended = connection.end();
      // A network that has gone silent does not answer a goodbye either.
      if (closing.aborted) await ended;
    }
  }

  async #catchUp(connection: Client): Promise<void> {
    while (this.#changed.size > 0) {
      const changed = this.#changed;
      this.#changed = new Set();
      if (changed.has(anyOrganization)) {
        await this.#view.readChanged(connection);
        this.#compareAt = this.#clock.now() + compareEveryMs;
      } else {
        await this.#view.read(connection, [...changed]);
      }
    }
  }

  /** Until something changes, or it is time to compare. */
  async #pause(): Promise<void> {
    this.#wake = new AbortController();
    await this.#clock.sleep(this.#compareAt - this.#clock.now(), this.#wake.signal);
    if (this.#clock.now() >= this.#compareAt) this.#changed.add(anyOrganization);
  }

  #noteChange(org: string): void {
    this.#changed.add(org);
    this.#wake.abort();
  }
}
