import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Consumer, ConsumerConfig, EachBatchHandler, Kafka } from 'kafkajs';
import type { Logger } from 'pino';
import { patientRetry } from './create-kafka.js';
import { isPassing, reasonOf } from './kafka-errors.js';
import { withMend } from './with-mend.js';

export type ConsumerState = 'connecting' | 'joined' | 'rebalancing' | 'lost' | 'stopped';

export interface LastingConsumerOptions {
  readonly kafka: Kafka;
  readonly config: Omit<
    ConsumerConfig,
    'retry' | 'allowAutoTopicCreation' | 'heartbeatInterval' | 'sessionTimeout'
  >;
  /** Milliseconds without a heartbeat after which the group gives our partitions to others. */
  readonly sessionTimeout: number;
  readonly topics: string[];
  readonly fromBeginning: boolean;
  readonly eachBatch: EachBatchHandler;
  /** Called within the join, before anything is fetched; partitions by topic. */
  readonly onJoin: (consumer: Consumer, assignment: Readonly<Record<string, number[]>>) => void;
  readonly onState: (state: ConsumerState) => void;
  /** The end of a batch, also of one that held nothing but markers and never came to `eachBatch`. */
  readonly onBatchEnd: (batch: { topic: string; partition: number; lastOffset: string }) => void;
  /** Nothing is consumed any more, and waiting will not mend it. */
  readonly onFatal: (error: Error) => void;
  readonly logger: Logger;
}

/**
 * kafkajs looks at a topic's partitions again after five minutes. A consumer that joined before its broker knew all of a
 * new topic would have too few for as long, and so would a group whose topic was given more.
 */
export const defaultMetadataMaxAge = 30_000;

/** How long the leave of a group may take when Kafka does not answer. */
const leaveWithin = 5_000;
const longestWait = 10_000;
/** A member learns of a rebalance by its heartbeats, and all wait for the last to learn of it. */
const heartbeatInterval = 500;

/**
 * How much of a session may pass without a word from Kafka, and what is told then. In a rebalance kafkajs waits by itself
 * for as long as five minutes, also for a broker that is not there.
 */
const silences: Partial<Record<ConsumerState, { readonly share: number; readonly told: string }>> = {
  joined: { share: 1 / 3, told: 'Kafka does not answer the heartbeats: waiting for it' },
  rebalancing: { share: 1, told: 'The group comes to no end of its rebalance: waiting for Kafka' },
};

/**
 * A kafkajs consumer that commits nothing by itself and outlives its crashes.
 *
 * States: connecting → joined ⇄ rebalancing; joined → lost when heartbeats stop; rebalancing → lost when that lasts longer
 * than a member that died can hold it up; both → lost when the consumer crashes; lost → joined when heartbeats come back or
 * a consumer, the same or a new one, has joined; any → stopped.
 * Invariant: one kafkajs consumer at a time, and it alone restarts nothing: a crash with a cause that may pass makes a
 * new one here, any other is fatal.
 */
export class LastingConsumer {
  readonly #options: LastingConsumerOptions;
  readonly #stopping = new AbortController();
  #consumer: Consumer | null = null;
  #state: ConsumerState = 'connecting';
  #lastContact = 0;
  #watch: NodeJS.Timeout | undefined;
  #life: Promise<void> = Promise.resolve();

  constructor(options: LastingConsumerOptions) {
    this.#options = options;
  }

  /** The kafkajs consumer of the moment. */
  get consumer(): Consumer | null {
    return this.#consumer;
  }

  /** Returns at once; `onState` tells how it goes. */
  start(): void {
    this.#watch = setInterval(() => this.#listenForSilence(), this.#options.sessionTimeout / 10);
    this.#life = this.#live();
  }

  /** Leaves the group and disconnects; does not wait long for a Kafka that is away. */
  async stop(): Promise<void> {
    clearInterval(this.#watch);
    this.#stopping.abort();
    await Promise.race([this.#life, sleep(leaveWithin, undefined, { ref: false })]);
    this.#become('stopped');
  }

  async #live(): Promise<void> {
    const { signal } = this.#stopping;
    const { logger, config, onFatal } = this.#options;
    for (let wait = 1_000; !signal.aborted; wait = Math.min(wait * 2, longestWait)) {
      const error = await this.#consumeUntilCrash(() => (wait = 1_000));
      if (signal.aborted) return;
      this.#become('lost');
      if (!isPassing(error)) {
        clearInterval(this.#watch);
        logger.error({ groupId: config.groupId, reason: reasonOf(error) }, 'The consumer ended for good');
        return onFatal(withMend(error));
      }
      logger.warn(
        { groupId: config.groupId, reason: reasonOf(error) },
        `The consumer crashed: joining again in ${wait / 1000} s`,
      );
      await sleep(wait, undefined, { signal }).catch(() => {});
    }
  }

  /** Resolves with what ended it. */
  async #consumeUntilCrash(onJoined: () => void): Promise<unknown> {
    const { kafka, config, sessionTimeout, topics, fromBeginning, eachBatch } = this.#options;
    const consumer = kafka.consumer({
      metadataMaxAge: defaultMetadataMaxAge,
      ...config,
      sessionTimeout,
      heartbeatInterval,
      allowAutoTopicCreation: false,
      retry: { ...patientRetry, restartOnFailure: () => Promise.resolve(false) },
    });
    this.#consumer = consumer;
    const { signal } = this.#stopping;
    const crash = this.#follow(consumer, onJoined);
    try {
      await consumer.connect();
      signal.throwIfAborted();
      await consumer.subscribe({ topics, fromBeginning });
      signal.throwIfAborted();
      // Not to be disturbed while it joins: kafkajs would lose hold of a runner that goes on.
      await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch });
      signal.throwIfAborted();
      return await Promise.race([crash, once(signal, 'abort')]);
    } catch (error) {
      return error;
    } finally {
      await consumer.disconnect().catch(() => {});
    }
  }

  #follow(consumer: Consumer, onJoined: () => void): Promise<Error> {
    const { onJoin, onBatchEnd } = this.#options;
    const { GROUP_JOIN, HEARTBEAT, REBALANCING, END_BATCH_PROCESS, CRASH } = consumer.events;
    consumer.on(GROUP_JOIN, ({ payload }) => {
      onJoined();
      this.#lastContact = Date.now();
      onJoin(consumer, payload.memberAssignment);
      this.#become('joined');
    });
    consumer.on(HEARTBEAT, () => {
      this.#lastContact = Date.now();
      if (this.#state === 'lost') this.#become('joined');
    });
    consumer.on(REBALANCING, () => this.#become('rebalancing'));
    consumer.on(END_BATCH_PROCESS, ({ payload }) => onBatchEnd(payload));
    return new Promise((resolve) => {
      consumer.on(CRASH, ({ payload }) => resolve(payload.error));
    });
  }

  #listenForSilence(): void {
    const { logger, config, sessionTimeout } = this.#options;
    const silence = silences[this.#state];
    if (!silence || Date.now() - this.#lastContact < sessionTimeout * silence.share) return;
    this.#become('lost');
    logger.warn({ groupId: config.groupId }, silence.told);
  }

  #become(state: ConsumerState): void {
    if (this.#state === state || this.#state === 'stopped') return;
    this.#state = state;
    this.#options.onState(state);
  }
}
