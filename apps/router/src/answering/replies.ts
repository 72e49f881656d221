import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { replyAddress, replyHeaders, type LogRecord, type ReplyAddress, wantedTopics } from '#contracts';
import { Publisher } from '#kafka';
import type { Logger } from 'pino';
import { outgoing, type ResultRecord } from '../records/result-record.js';
import { routerSettings } from '../router-settings.js';
import { LOGGER } from '../tokens.js';

/**
 * Sends a result to the topic that its sender listens to as well, if REPLY_TOPICS admits that. Where it cannot be sent,
 * the result is on its own topic all the same.
 */
@Injectable()
export class Replies {
  constructor(
    @Inject(routerSettings.KEY) private readonly settings: ConfigType<typeof routerSettings>,
    private readonly publisher: Publisher,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Resolves when the sender has its reply, or never will. */
  async reply(record: LogRecord, result: ResultRecord): Promise<void> {
    const address = replyAddress(record);
    if (address === null) return;
    const { topic, partition } = address;
    if (this.isOurs(topic)) return this.tell(record, address, 'it is a topic of ours');
    if (!this.settings.replyTopics?.test(topic)) {
      return this.tell(record, address, 'REPLY_TOPICS does not admit it');
    }
    const reply = outgoing(result);
    const headers = { ...reply.headers, ...replyHeaders(address) };
    try {
      await this.publisher.publish(topic, { ...reply, headers, partition });
    } catch (error) {
      this.tell(record, address, String(error));
    }
  }

  /** Whatever REPLY_TOPICS admits: requests must not be able to write to `llm.control`, say. */
  private isOurs(topic: string): boolean {
    return wantedTopics(this.settings.topicPrefix).some(({ name }) => name === topic);
  }

  private tell({ topic, partition, offset }: LogRecord, address: ReplyAddress, reason: string): void {
    this.logger.warn(
      { topic, partition, offset, reply_topic: address.topic, reason },
      `No reply was sent to the topic '${address.topic}': ${reason}`,
    );
  }
}
