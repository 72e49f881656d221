import { Controller, UseFilters } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { topics, type LogRecord } from '#contracts';
import { DefectFilter, LOG_TRANSPORT, LogContext } from '#kafka';
import { RequestAnswerer } from './request-answerer.js';

/** Where records of `llm.requests` come in. */
@Controller()
@UseFilters(DefectFilter)
export class RequestsController {
  constructor(private readonly answerer: RequestAnswerer) {}

  @EventPattern<string>(topics.requests.name, LOG_TRANSPORT)
  async answer(@Payload() record: LogRecord, @Ctx() context: LogContext): Promise<void> {
    if ((await this.answerer.answer(record)) === 'left') context.handBack();
  }
}
