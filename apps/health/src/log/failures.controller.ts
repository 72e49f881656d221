import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { headerText, LlmFailure, topics, type LogRecord } from '#contracts';
import type { Clock } from '#fallback';
import { DefectFilter, LOG_TRANSPORT, readRecord } from '#kafka';
import type { Logger } from 'pino';
import { OrgOutages } from '../incidents/org-outages.js';
import { Rounds } from '../rounds.js';
import { CLOCK, LOGGER } from '../tokens.js';

/** Sees on `llm.failures` which organizations get no answers. */
@Controller()
@UseFilters(DefectFilter)
export class FailuresController {
  constructor(
    private readonly outages: OrgOutages,
    private readonly rounds: Rounds,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The offset of a failure that begins an outage is complete when its incident is stored. */
  @EventPattern(topics.failures.name, LOG_TRANSPORT)
  async see(@Payload() record: LogRecord): Promise<void> {
    const failure = readRecord(LlmFailure, record, this.logger);
    if (failure === null) return;
    const { timestamp, headers } = record;
    const [, traceId = null] = headerText(headers, 'traceparent')?.split('-') ?? [];
    const isNews = this.outages.failed(failure, Number(timestamp), this.clock.now(), traceId);
    if (isNews) await this.rounds.next();
  }
}
