import { Inject, Injectable } from '@nestjs/common';
import { LlmAnswer, LlmAttempt, LlmFailure, topicName, type LogRecord } from '#contracts';
import type { Clock } from '#fallback';
import { readRecord } from '#kafka';
import { recordAttempts, recordEndedRequests, type EndedRequest, type RecordedAttempt } from '#postgres';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import type { HealthSettings } from '../health-settings.js';
import { CLOCK, LOGGER, SETTINGS } from '../tokens.js';
import { endedRequest } from './ended-request.js';
import { lookupWindow } from './lookup-window.js';
import { storeEach } from './store-each.js';
import { traceIdOf } from './trace-id.js';

const rowsAtOnce = 1_000;

/** The answer itself is not even looked at. */
const Answered = LlmAnswer.pick({ id: true, org: true, custom_id: true, routing: true });

/** Stores what the log tells of attempts and of requests that ended; what was stored before, it leaves as it is. */
@Injectable()
export class LookupWriter {
  constructor(
    private readonly pool: Pool,
    @Inject(SETTINGS) private readonly settings: HealthSettings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @param records of one topic */
  async write(records: readonly LogRecord[]): Promise<void> {
    const { pool } = this;
    if (records[0]?.topic === topicName('attempts', this.settings.topicPrefix))
      await this.store(
        this.read(records, (record) => this.attempt(record)),
        ({ record }) => new Date(record.started_at),
        (rows) => recordAttempts(pool, rows),
      );
    else
      await this.store(
        this.read(records, (record) => this.ended(record)),
        ({ finishedAt }) => finishedAt,
        (rows) => recordEndedRequests(pool, rows),
      );
  }

  private read<Row>(records: readonly LogRecord[], rowOf: (record: LogRecord) => Row | null): Row[] {
    return records.map(rowOf).filter((row) => row !== null);
  }

  private attempt(record: LogRecord): RecordedAttempt | null {
    const attempt = readRecord(LlmAttempt, record, this.logger);
    return attempt === null ? null : { record: attempt, traceId: traceIdOf(record.headers) };
  }

  private ended(record: LogRecord): EndedRequest | null {
    if (record.topic === topicName('failures', this.settings.topicPrefix)) {
      const failure = readRecord(LlmFailure, record, this.logger);
      return failure === null ? null : endedRequest(record, failure, failure.error);
    }
    const answer = readRecord(Answered, record, this.logger);
    return answer === null ? null : endedRequest(record, answer, null);
  }

  private async store<Row>(
    rows: readonly Row[],
    timeOf: (row: Row) => Date,
    store: (rows: readonly Row[]) => Promise<number>,
  ): Promise<void> {
    const { oldest, newest } = lookupWindow(this.clock.now(), this.settings.retentionDays);
    const wanted = rows.filter((row) => timeOf(row) >= oldest && timeOf(row) < newest);
    if (wanted.length < rows.length)
      this.logger.info(
        { passed_over: rows.length - wanted.length },
        'Records of days that are not kept (RETENTION_DAYS), or that are yet to come, are passed over',
      );
    for (let from = 0; from < wanted.length; from += rowsAtOnce) {
      await storeEach(wanted.slice(from, from + rowsAtOnce), store, (_row, error) =>
        this.logger.error({ reason: String(error) }, 'A record that the database cannot hold is passed over'),
      );
    }
  }
}
