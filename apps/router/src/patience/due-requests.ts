import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { systemClock } from '#fallback';
import { inProcessSpan } from '#kafka';
import { Ledger, LedgerStopped, type DueRequest } from '#postgres';
import type { Logger } from 'pino';
import { RequestAnswerer } from '../answering/request-answerer.js';
import type { EarlierRounds } from '../records/earlier-rounds.js';
import { routerSettings } from '../router-settings.js';
import { LOGGER } from '../tokens.js';

const lookEveryMs = 1_000;
const batchSize = 50;

/** If this router dies with a request in its hands, another one is given it after this time. */
const hideMs = 60_000;

/** The share of a router's slots that waiting requests may take, so that new ones are answered meanwhile. */
const slotShare = 1 / 4;

/**
 * Takes up requests that waited for a provider (G2), whichever router laid them aside, as their rest ends.
 * States: looking → stopping (takes no more, and waits for what it has) → stopped.
 */
@Injectable()
export class DueRequests {
  private readonly stopping = new AbortController();
  private readonly underWay = new Set<Promise<void>>();
  private readonly slots: number;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    @Inject(routerSettings.KEY) private readonly settings: ConfigType<typeof routerSettings>,
    private readonly ledger: Ledger,
    private readonly answerer: RequestAnswerer,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.slots = Math.max(1, Math.floor(settings.concurrency * slotShare));
  }

  start(): void {
    this.looking = this.look();
  }

  /** Resolves when nothing that was taken runs any more, or the grace is over: what is left comes again elsewhere. */
  async stop(graceMs: number): Promise<void> {
    this.stopping.abort();
    await this.looking;
    const over = new AbortController();
    await Promise.race([Promise.all(this.underWay), systemClock.sleep(graceMs, over.signal)]);
    over.abort();
  }

  private async look(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const taken = await this.take();
      if (taken < batchSize) await systemClock.sleep(lookEveryMs * (0.75 + Math.random() / 2), signal);
    }
  }

  private async take(): Promise<number> {
    const room = Math.min(batchSize, this.slots - this.underWay.size);
    if (room === 0) return 0;
    try {
      const due = await this.ledger.takeDue(room, hideMs);
      for (const request of due) this.run(request);
      return due.length;
    } catch (error) {
      if (!(error instanceof LedgerStopped))
        this.logger.error({ reason: String(error) }, 'Waiting requests could not be looked for');
      return 0;
    }
  }

  private run({ org, customId, record, earlier }: DueRequest): void {
    const work = inProcessSpan(record, this.settings.groupId, async () => {
      await this.answerer.answer(record, earlier as EarlierRounds);
    })
      .catch((error: unknown) => {
        if (error instanceof LedgerStopped) return;
        this.logger.error(
          { org, custom_id: customId, reason: String(error) },
          'A waiting request could not be gone on with: it comes again',
        );
      })
      .finally(() => this.underWay.delete(work));
    this.underWay.add(work);
  }
}
