import { Inject, Injectable } from '@nestjs/common';
import type { AlertPolicy, Clock } from '#fallback';
import {
  claimDeliveries,
  holdDeliveries,
  listOpenIncidents,
  listSilences,
  listTroubledDeliveries,
  markDelivered,
  markUndelivered,
  repeatDeliveries,
  type DeliveryBatch,
  type Repetition,
  type TroubledDelivery,
} from '#postgres';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { LiveRouting } from '../live-routing.js';
import { sinkTraits, topicSink, type SinkTraits } from '../sinks/sink-traits.js';
import { Sinks } from '../sinks/sinks.js';
import { Undeliverable } from '../sinks/undeliverable.js';
import { CLOCK, LOGGER } from '../tokens.js';
import { labelsOfGroup } from './group-name.js';
import { retryInMs } from './retry-in.js';
import { suppressorOf } from './suppressor-of.js';

const everyMs = 1_000;
/** Longer than any sink may take. */
const leaseMs = 30_000;
/** Silences end, and what explains an alert passes. */
const lookAgainInMs = 5_000;

/**
 * Works the outbox off, one message at a time for each sink: one that hangs keeps no other waiting.
 *
 * not started → working → stopped. Invariant: a message is in the hands of one replica at a time, until it is marked or
 * its lease ends.
 */
@Injectable()
export class Deliveries {
  private readonly lanes = new Map<string, Promise<void>>();
  private readonly over = new AbortController();
  private wakeUp = new AbortController();
  private going: Promise<void> | null = null;
  private known: readonly TroubledDelivery[] = [];
  private isDatabaseAway = false;

  constructor(
    private readonly pool: Pool,
    private readonly sinks: Sinks,
    private readonly routing: LiveRouting,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** What has not come through, as it was a second ago. */
  get troubled(): readonly TroubledDelivery[] {
    return this.known;
  }

  start(): void {
    this.going = this.go();
  }

  /** There is something new in the outbox. */
  wake(): void {
    this.wakeUp.abort();
  }

  /** Ends when what is under way has ended; the rest is the next one's. */
  async stop(): Promise<void> {
    this.over.abort();
    await this.going;
    await Promise.all(this.lanes.values());
  }

  private async go(): Promise<void> {
    const { clock, over } = this;
    while (!over.signal.aborted) {
      this.wakeUp = new AbortController();
      await this.withDatabase(() => this.attend());
      this.openLanes();
      await clock.sleep(everyMs, AbortSignal.any([this.wakeUp.signal, over.signal]));
    }
    this.openLanes();
  }

  private async attend(): Promise<void> {
    await repeatDeliveries(this.pool, repetitions(this.routing.config.alerts));
    this.known = await listTroubledDeliveries(this.pool);
  }

  private openLanes(): void {
    for (const sink of this.sinks.ready()) {
      if (this.lanes.has(sink)) continue;
      const lane = this.withDatabase(() => this.workOff(sink)).finally(() => this.lanes.delete(sink));
      this.lanes.set(sink, lane);
    }
  }

  private async workOff(sink: string): Promise<void> {
    for (;;) {
      const batch = await claimDeliveries(this.pool, { sinks: [sink], leaseMs });
      if (batch === null) return;
      await this.deliver(batch);
    }
  }

  private async deliver(batch: DeliveryBatch): Promise<void> {
    const traits = this.traitsOf(batch.sink);
    const news =
      traits.isForPeople && batch.status === 'firing' ? await this.withoutHeld(batch) : batch.deliveries;
    if (news.length === 0) return;
    const ids = news.map(({ id }) => id);
    try {
      await this.sinks.send(batch.sink, {
        status: batch.status,
        groupLabels: labelsOfGroup(batch.group),
        alerts: news.map(({ alert }) => alert),
      });
    } catch (error) {
      return this.failed(batch, ids, error);
    }
    await markDelivered(this.pool, ids);
  }

  /** Puts back what nobody is to hear of now. */
  private async withoutHeld({ deliveries }: DeliveryBatch): Promise<DeliveryBatch['deliveries']> {
    const silences = await listSilences(this.pool);
    const firing = (await listOpenIncidents(this.pool)).map(({ alert }) => alert);
    const isHeld = ({ alert }: (typeof deliveries)[number]): boolean =>
      suppressorOf(alert, { silences, firing }) !== null;
    const held = deliveries.filter(isHeld).map(({ id }) => id);
    if (held.length > 0) await holdDeliveries(this.pool, held, lookAgainInMs);
    return deliveries.filter((delivery) => !isHeld(delivery));
  }

  private async failed(batch: DeliveryBatch, ids: readonly string[], error: unknown): Promise<void> {
    const { sink, deliveries } = batch;
    const { retry } = this.routing.config.alerts;
    const reason = error instanceof Undeliverable ? error.message : 'it could not be sent';
    const attempts = Math.max(...deliveries.map((delivery) => delivery.attempts));
    const giveUpAfter = this.traitsOf(sink).givesUp ? retry.giveUpAfter : Infinity;
    const retryIn = retryInMs(attempts, { ...retry, giveUpAfter }, Math.random());
    await markUndelivered(this.pool, { ids, error: reason, retryInMs: retryIn });
    if (!(error instanceof Undeliverable))
      this.logger.error({ sink, err: error }, 'A sink of alerts is defect');
    if (retryIn === null)
      this.logger.error(
        { sink, attempts },
        `Sink ${sink} was given up after ${attempts} tries (${reason}): mend it, and try it with \`understudy alerts test --sink ${sink}\``,
      );
    else if (attempts === 1)
      this.logger.warn({ sink }, `Sink ${sink} did not take an alert (${reason}): trying again`);
  }

  private traitsOf(sink: string): SinkTraits {
    const kind = this.routing.config.alerts.sinks.get(sink)?.kind;
    return sinkTraits[kind ?? topicSink];
  }

  private async withDatabase(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.isDatabaseAway = false;
    } catch (err) {
      if (!this.isDatabaseAway)
        this.logger.warn({ err }, 'Alerts cannot be told: the database does not answer');
      this.isDatabaseAway = true;
    }
  }
}

const repetitions = ({ sinks, repeatEveryMs }: AlertPolicy): Repetition[] =>
  [...sinks].flatMap(([sink, { kind }]) => {
    const { repeats } = sinkTraits[kind];
    if (repeats === null) return [];
    return [{ sink, everyMs: repeats === 'as configured' ? repeatEveryMs : repeats.everyMs }];
  });
