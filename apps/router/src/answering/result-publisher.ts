import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { topicName, type LogRecord } from '#contracts';
import { Publisher } from '#kafka';
import { outgoing, type ResultRecord } from '../records/result-record.js';
import { routerSettings } from '../router-settings.js';
import { Replies } from './replies.js';

/** Sends results to where their senders look for them. */
@Injectable()
export class ResultPublisher {
  constructor(
    @Inject(routerSettings.KEY) private readonly settings: ConfigType<typeof routerSettings>,
    private readonly publisher: Publisher,
    private readonly replies: Replies,
  ) {}

  /** True once there is room for what a request will have to say; false when the signal aborts before. */
  room(signal: AbortSignal): Promise<boolean> {
    return this.publisher.room(signal);
  }

  /** Resolves when the result is on the log. @param record the one that asked for it */
  async send(record: LogRecord, result: ResultRecord): Promise<void> {
    const topic = topicName(result.topic, this.settings.topicPrefix);
    await Promise.all([
      this.publisher.publish(topic, outgoing(result), { span: true }),
      this.replies.reply(record, result),
    ]);
  }
}
