import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import {
  deadLetterOf,
  recordTime,
  topicName,
  type LlmRequest,
  type LogRecord,
  type Sender,
} from '#contracts';
import { isTooLarge, Publisher } from '#kafka';
import type { RouterMetrics } from '#telemetry';
import type { Logger } from 'pino';
import { v5 as uuidOf } from 'uuid';
import { routerSettings } from '../router-settings.js';
import { failureRecord, newResultId } from '../records/terminal-record.js';
import { LOGGER, METRICS } from '../tokens.js';
import { ResultPublisher } from './result-publisher.js';
import { SendableResults } from './sendable-results.js';

/** Names the place of a record on the log, so that a rejection that is sent again has the same id. */
const placeNamespace = '6f6b3f0e-8a7e-5c55-9d0c-2f1d8f4a5b11';

/** Records that are not requests: they go to the dead letters whole, and their sender is told if it can be known. */
@Injectable()
export class RejectedRequests {
  constructor(
    @Inject(routerSettings.KEY) private readonly settings: ConfigType<typeof routerSettings>,
    private readonly publisher: Publisher,
    private readonly results: ResultPublisher,
    private readonly sendable: SendableResults,
    @Inject(METRICS) private readonly metrics: RouterMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @param reason the kind of rejection, as an exception's name */
  async reject(record: LogRecord, reason: string, problem: string, sender: Sender | null): Promise<void> {
    const { topic, partition, offset } = record;
    this.logger.warn(
      { topic, partition, offset, reason, custom_id: sender?.customId },
      `record rejected: ${problem}`,
    );
    this.metrics.deadLetters.add(1, { reason });
    await this.layAside(record, reason, problem);
    if (sender === null) return;

    const id = newResultId(uuidOf(`${topic}/${partition}/${offset}`, placeNamespace));
    const ending = {
      id,
      request: requestOf(sender),
      organization: sender.org,
      composition: null,
      durationMs: 0,
      queuedMs: 0,
    };
    const failure = failureRecord(ending, 'invalid_request', [], [problem]);
    const { result } = this.sendable.of(failure, ending, record, recordTime(record));
    await this.results.send(record, result);
  }

  /** What is too large for the dead letters goes there without its value, which lies where its headers say. */
  private async layAside(record: LogRecord, name: string, message: string): Promise<void> {
    const { topicPrefix, groupId } = this.settings;
    const topic = topicName('deadLetters', topicPrefix);
    try {
      await this.publisher.publish(topic, deadLetterOf(record, { name, message }, groupId));
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      const told = `${message} (its value of ${record.value?.length ?? 0} bytes is too large for this topic, and lies on its own alone)`;
      await this.publisher.publish(topic, {
        ...deadLetterOf(record, { name, message: told }, groupId),
        value: null,
      });
    }
  }
}

/** As much of the request as could be read. */
const requestOf = ({ customId, org, metadata }: Sender): LlmRequest => ({
  custom_id: customId,
  org,
  metadata,
  method: 'POST',
  url: '/v1/chat/completions',
  body: { messages: [] },
  routing: {},
});
