import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { topicName, type LogRecord, type TerminalRecord } from '#contracts';
import type { TopicLimits } from '#kafka';
import { resultRecord, type ResultRecord } from '../records/result-record.js';
import { shortenedFailure } from '../records/shortened-failure.js';
import { failureRecord, type Ending } from '../records/terminal-record.js';
import { routerSettings } from '../router-settings.js';

/** For a batch's own fields and the record's headers, baggage (8 KiB) among them. */
const besideTheValue = 12 * 1024;

interface Limit {
  readonly bytes: number;
  /** Where an operator raises it. */
  readonly setBy: string;
}

/** A terminal record, and the form in which it is kept and sent: made once, for it is what costs. */
export interface SendableResult {
  readonly terminal: TerminalRecord;
  readonly result: ResultRecord;
}

/**
 * Sees to it that what the ledger is told is what Kafka will take: after that there is no other result. An answer that is
 * too large becomes a failure, and a failure goes out shortened.
 */
@Injectable()
export class SendableResults {
  private topicLimits: TopicLimits = new Map();

  constructor(@Inject(routerSettings.KEY) private readonly settings: ConfigType<typeof routerSettings>) {}

  /** @param topicLimits by topic, as Kafka has them */
  adopt(topicLimits: TopicLimits): void {
    this.topicLimits = topicLimits;
  }

  /**
   * @param key what the record will have as its key
   * @param time when the request ended
   */
  of(terminal: TerminalRecord, ending: Ending, { key }: Pick<LogRecord, 'key'>, time: Date): SendableResult {
    const result = resultRecord(terminal, key, time);
    const bytes = Buffer.byteLength(result.value);
    const { bytes: most, setBy } = this.limitOf(terminal, key);
    if (bytes <= most) return { terminal, result };
    if (terminal.error !== null) {
      const shortened = shortenedFailure(terminal);
      return { terminal: shortened, result: resultRecord(shortened, key, time) };
    }
    const problem = `the answer is ${bytes} bytes; at most ${most} are sent (${setBy})`;
    const failure = failureRecord(ending, 'response_too_large', [], [problem]);
    return this.of({ ...failure, routing: terminal.routing }, ending, { key }, time);
  }

  private limitOf({ error }: TerminalRecord, key: Buffer | null): Limit {
    const own: Limit = { bytes: this.settings.maxResponseBytes, setBy: 'MAX_RESPONSE_BYTES' };
    const topic = topicName(error === null ? 'responses' : 'failures', this.settings.topicPrefix);
    const batch = this.topicLimits.get(topic);
    if (batch === undefined) return own;
    const bytes = Math.max(0, batch - besideTheValue - (key?.length ?? 0));
    return bytes < own.bytes ? { bytes, setBy: `max.message.bytes of ${topic}` } : own;
  }
}
