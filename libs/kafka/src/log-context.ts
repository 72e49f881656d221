import { BaseRpcContext } from '@nestjs/microservices';
import type { LogRecord } from '#contracts';

/** Where on the log the record of a handler lies. */
export class LogContext extends BaseRpcContext<[record: LogRecord]> {
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
