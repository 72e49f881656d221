import { setTimeout as sleep } from 'node:timers/promises';
import { refusesRecord, refusesTopic } from './kafka-errors.js';
import type { Outage } from './outage.js';
import type { PendingRecord } from './pending-record.js';
import { isUnknownPlace, type RecordSender } from './record-sender.js';

export interface DeliveryPorts {
  readonly topic: string;
  readonly sender: Pick<RecordSender, 'send'>;
  readonly outage: Pick<Outage, 'begin' | 'end'>;
  /** The number of partitions that the topic has now; rejects when there is no such topic for us. */
  readonly recount: () => Promise<number>;
  readonly signal: AbortSignal;
}

/** A batch that has no answer by then is an outage, though nothing has failed yet. */
const slow = 5_000;
const longestWait = 2_000;

/**
 * Sends a batch until it is settled. The same batch in the same order, for ever, unless Kafka refuses it: then halves
 * of it, down to the one record that is at fault, so that the others go on.
 */
export class Delivery {
  readonly #ports: DeliveryPorts;

  constructor(ports: DeliveryPorts) {
    this.#ports = ports;
  }

  /** Never rejects. Resolves with what is unsettled because the topic has no such partition any more. */
  async deliver(partition: number, batch: PendingRecord[]): Promise<PendingRecord[]> {
    const { topic, outage, signal } = this.#ports;
    const output = `${topic}/${partition}`;
    for (let wait = 100; ; wait = Math.min(wait * 2, longestWait)) {
      const error = await this.#try(partition, batch);
      if (signal.aborted) return [];
      const settled = error === null ? [] : await this.#giveUp(partition, batch, error);
      if (settled) {
        outage.end(output);
        return settled;
      }
      outage.begin(output, error);
      await sleep(wait, undefined, { signal }).catch(() => {});
    }
  }

  /** Resolves with null when the batch was acknowledged, with the error otherwise. */
  async #try(partition: number, batch: readonly PendingRecord[]): Promise<unknown> {
    const { topic, sender, outage } = this.#ports;
    const late = setTimeout(() => {
      outage.begin(`${topic}/${partition}`, new Error(`No answer within ${slow / 1000} s`));
    }, slow);
    try {
      const offset = await sender.send(
        topic,
        partition,
        batch.map(({ message }) => message),
      );
      batch.forEach((record, index) => record.acknowledge({ partition, offset: offset + index }));
      return null;
    } catch (error) {
      return error;
    } finally {
      clearTimeout(late);
    }
  }

  /** Resolves with what is left to others, when to send the batch again is of no use; with null when it is. */
  async #giveUp(partition: number, batch: PendingRecord[], error: unknown): Promise<PendingRecord[] | null> {
    if (refusesTopic(error)) return refuse(batch, error);
    if (refusesRecord(error)) return this.#separate(partition, batch, error);
    if (!isUnknownPlace(error)) return null;
    try {
      return partition < (await this.#ports.recount()) ? null : batch;
    } catch (unknown) {
      return refuse(batch, unknown);
    }
  }

  async #separate(partition: number, batch: PendingRecord[], error: unknown): Promise<PendingRecord[]> {
    if (batch.length === 1) return refuse(batch, error);
    const middle = Math.ceil(batch.length / 2);
    const left = await this.deliver(partition, batch.slice(0, middle));
    if (left.length > 0) return [...left, ...batch.slice(middle)];
    return this.deliver(partition, batch.slice(middle));
  }
}

function refuse(batch: readonly PendingRecord[], error: unknown): [] {
  for (const record of batch) record.refuse(error as Error);
  return [];
}
