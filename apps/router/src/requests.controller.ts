import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { topics, type LogRecord } from '#contracts';
import { LOG_TRANSPORT } from '#kafka';
import { RequestAnswerer } from './request-answerer.js';

/** Where records of `llm.requests` come in. */
@Controller()
export class RequestsController {
  constructor(private readonly answerer: RequestAnswerer) {}

  @EventPattern(topics.requests.name, LOG_TRANSPORT)
  answer(@Payload() record: LogRecord): Promise<void> {
    return this.answerer.answer(record);
  }
}
