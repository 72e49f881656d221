import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { LogRecord } from '#contracts';
import { LogServer, type LogContext, type LogServerOptions } from '#kafka';
import { ourKafka } from './real-log.js';

type Gate = { readonly record: LogRecord; readonly open: () => void; readonly fail: (error: Error) => void };

/** A log server whose handlers start, and end when the test says so. */
export class GatedServer {
  readonly started: LogRecord[] = [];
  readonly running = new Set<Gate>();
  readonly defects: { readonly record: LogRecord; readonly error: Error }[] = [];
  readonly groupId: string;
  readonly server: LogServer;
  /** Handlers end by themselves. */
  isOpen = false;

  constructor(topic: string, options: Partial<LogServerOptions> = {}) {
    this.groupId = options.groupId ?? `group-${randomUUID()}`;
    this.server = new LogServer({
      kafka: ourKafka(),
      topicOf: () => topic,
      logger: pino({ level: 'silent' }),
      commitIntervalMs: 50,
      onFatal: (error) => {
        throw error;
      },
      onDefect: (record, error) => Promise.resolve(void this.defects.push({ record, error })),
      ...options,
      groupId: this.groupId,
    });
    const handler = (record: LogRecord, _context: LogContext): Promise<void> => this.#handle(record);
    this.server.addHandler('requests', handler as never, true);
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(resolve));
    return this;
  }

  /** Lets one or all of the running handlers end. */
  release(which: (record: LogRecord) => boolean = () => true): void {
    for (const gate of this.running) if (which(gate.record)) gate.open();
  }

  releaseAllForGood(): void {
    this.isOpen = true;
    this.release();
  }

  startsOf(partition: number): number[] {
    return this.started
      .filter((record) => record.partition === partition)
      .map(({ offset }) => Number(offset));
  }

  async stop(): Promise<void> {
    this.releaseAllForGood();
    await this.server.close();
  }

  async #handle(record: LogRecord): Promise<void> {
    this.started.push(record);
    if (this.isOpen) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const gate = { record, open: resolve, fail: reject };
    this.running.add(gate);
    await promise.finally(() => this.running.delete(gate));
  }
}
