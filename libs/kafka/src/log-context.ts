import { BaseRpcContext } from '@nestjs/microservices';
import type { LogRecord } from '#contracts';

/** Where on the log the record of a handler lies. */
export class LogContext extends BaseRpcContext<[record: LogRecord]> {
  #handedBack = false;

  get isHandedBack(): boolean {
    return this.#handedBack;
  }

  /** Leaves the record undone, for whoever gets it next. Only for a process that stops: until then nobody gets it. */
  handBack(): void {
    this.#handedBack = true;
  }

  get topic(): string {
    return this.args[0].topic;
  }

  get partition(): number {
    return this.args[0].partition;
  }

  /** Decimal text (64 bit). */
  get offset(): string {
    return this.args[0].offset;
  }
}
