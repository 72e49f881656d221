import { setTimeout as sleep } from 'node:timers/promises';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { Logger } from 'pino';
import { lastValueFrom } from 'rxjs';
import type { LogRecord } from '#contracts';
import type { HandlerEnd } from './handler-end.js';
import { Intake } from './intake.js';
import { reasonOf } from './kafka-errors.js';
import { LastingConsumer, type ConsumerState } from './lasting-consumer.js';
import { LogContext } from './log-context.js';
import { withDefaults, type CompleteLogServerOptions, type LogServerOptions } from './log-server-options.js';
import { inProcessSpan } from './process-span.js';

/** Binds a handler to this transport: `@EventPattern('requests', LOG_TRANSPORT)`. */
export const LOG_TRANSPORT = Symbol('log');

export type LogServerState = 'connecting' | 'running' | 'rebalancing' | 'lost' | 'draining' | 'stopped';

const stateOf: Record<ConsumerState, LogServerState> = {
  connecting: 'connecting',
  joined: 'running',
  rebalancing: 'rebalancing',
  lost: 'lost',
  stopped: 'stopped',
};

/** How long the last commit may take. */
const lastCommitWithin = 5_000;

/**
 * A NestJS transport that runs many slow handlers at once, on however few partitions (see Intake).
 *
 * States: connecting → running ⇄ rebalancing; running ⇄ lost, as the consumer is (see LastingConsumer); any → draining
 * → stopped.
 */
export class LogServer
  extends Server<Record<string, never>, LogServerState>
  implements CustomTransportStrategy
{
  override readonly transportId = LOG_TRANSPORT;
  override readonly propagatesEventHandlerErrors = true;
  readonly #options: CompleteLogServerOptions;
  readonly #log: Logger;
  readonly #intake: Intake;
  readonly #handlers = new Map<string, MessageHandler>();
  /** When each handler that runs began, the oldest first. */
  readonly #began = new Map<LogRecord, number>();
  #consumer: LastingConsumer | null = null;
  #state: LogServerState = 'connecting';
  #commitTimer: NodeJS.Timeout | undefined;
  #drained: Promise<void> | null = null;

  constructor(options: LogServerOptions) {
    super();
    this.#options = withDefaults(options);
    this.#log = options.logger.child({ groupId: options.groupId });
    const { concurrency, flowConcurrency, buffer, maxBufferedBytes: maxBytes } = this.#options;
    const { maxSpan, ordering, flowOf } = this.#options;
    this.#intake = new Intake(
      { concurrency, flowConcurrency, buffer, maxBytes, maxSpan, ordering },
      { handle: (record) => this.#handle(record), flowOf },
      this.#log,
    );
  }

  get state(): LogServerState {
    return this.#state;
  }

  /** Work is taken; a rebalance is too short to turn traffic away. */
  isReady(): boolean {
    return this.#state === 'running' || this.#state === 'rebalancing';
  }

  /** Figures for metrics. Offsets are of the present assignment, and null until its first batch. */
  snapshot() {
    const [oldest] = this.#began.values();
    return { ...this.#intake.snapshot(), longestRunningMs: oldest === undefined ? 0 : Date.now() - oldest };
  }

  /** Calls back at once: a Kafka that is not there yet is waited for, and `state` tells. */
  listen(callback: () => void): void {
    const { kafka, groupId, topicOf, commitIntervalMs, sessionTimeout, fromBeginning, onFatal } =
      this.#options;
    const {
      maxWaitTimeInMs,
      maxBytesPerPartition,
      maxBytesPerFetch: maxBytes,
      metadataMaxAge,
    } = this.#options;
    for (const [pattern, handler] of this.messageHandlers) this.#handlers.set(topicOf(pattern), handler);
    this.#consumer = new LastingConsumer({
      kafka,
      config: { groupId, maxWaitTimeInMs, maxBytesPerPartition, maxBytes, metadataMaxAge },
      sessionTimeout,
      topics: [...this.#handlers.keys()],
      fromBeginning,
      eachBatch: (payload) => {
        this.#intake.take(payload);
        return Promise.resolve();
      },
      onJoin: (consumer, partitions) => {
        this.#intake.join(consumer, partitions);
        this.#log.info({ partitions }, 'Joined the group');
      },
      onState: (state) => this.#follow(state),
      onBatchEnd: (batch) => this.#intake.passed(batch),
      onFatal,
      logger: this.#log,
    });
    this.#consumer.start();
    this.#commitTimer = setInterval(() => void this.#intake.commit(), commitIntervalMs);
    callback();
  }

  /**
   * Stops admitting, hands back what has not started, waits for the running handlers up to the grace, commits and
   * leaves the group. Polling goes on until then, so that the group is not held up. Every call gives the same promise.
   */
  drain(): Promise<void> {
    this.#drained ??= this.#drain();
    return this.#drained;
  }

  close(): Promise<void> {
    return this.drain();
  }

  on(): never {
    throw new Error('The log has no events to listen to; `status` tells its state.');
  }

  unwrap<T>(): T {
    return this.#consumer?.consumer as T;
  }

  async #drain(): Promise<void> {
    this.#become('draining');
    const running = await this.#intake.close(this.#options.drainGraceMs);
    if (running > 0) this.#log.warn({ running }, 'The grace is over: running handlers are left behind');
    clearInterval(this.#commitTimer);
    const limit = AbortSignal.timeout(lastCommitWithin);
    await Promise.race([this.#intake.commitAll(limit), sleep(lastCommitWithin, undefined, { ref: false })]);
    await this.#consumer?.stop();
    this.#become('stopped');
  }

  #follow(state: ConsumerState): void {
    if (state === 'joined') this.#intake.reattach();
    else this.#intake.detach();
    if (this.#state !== 'draining') this.#become(stateOf[state]);
  }

  /** Never rejects: a defect is told, and the record is put aside, so that intake goes on. */
  async #handle(record: LogRecord): Promise<HandlerEnd> {
    const { topic, partition, offset } = record;
    const context = new LogContext([record]);
    this.#began.set(record, Date.now());
    try {
      await inProcessSpan(record, this.#options.groupId, async () => {
        const result: unknown = this.#handlers.get(topic)!(record, context);
        await lastValueFrom(this.transformToObservable(result), { defaultValue: undefined });
      });
    } catch (thrown) {
      const error = toError(thrown);
      const { name, message, stack } = error;
      // Not the error itself: its own properties may hold what the record held.
      this.#log.error({ topic, partition, offset, err: { type: name, message, stack } }, 'A handler threw');
      return await this.#putAside(record, error);
    } finally {
      this.#began.delete(record);
    }
    return context.isHandedBack ? 'handed back' : 'finished';
  }

  /** What nobody takes stays on the log, undone: it comes again, and until then shows as a low-water mark that stands. */
  async #putAside(record: LogRecord, error: Error): Promise<HandlerEnd> {
    const { topic, partition, offset } = record;
    try {
      await this.#options.onDefect(record, error);
      return 'finished';
    } catch (cause) {
      const reason = reasonOf(cause);
      this.#log.error(
        { topic, partition, offset, reason },
        'A record that broke its handler could not be put aside',
      );
      return 'handed back';
    }
  }

  #become(state: LogServerState): void {
    if (this.#state === state || this.#state === 'stopped') return;
    this.#state = state;
    this._status$.next(state);
    this.#log.info('The log is %s', state);
  }
}

/** Nest's filters throw plain objects with a message. */
function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  const { message } = Object(thrown) as { message?: unknown };
  return new Error(typeof message === 'string' ? message : String(thrown));
}
