import { Module } from '@nestjs/common';
import { DeadLetterReplaysController } from '../http/dead-letter-replays.controller.js';
import { RequestReplaysController } from '../http/request-replays.controller.js';
import { DeadLetterLog } from './dead-letter-log.js';
import { DeadLetterReplays } from './dead-letter-replays.js';
import { LogTopics } from './log-topics.js';
import { ReplayWriter } from './replay-writer.js';
import { RequestReplays } from './request-replays.js';

/** G8: what failed, tried again when operators say so. */
@Module({
  controllers: [RequestReplaysController, DeadLetterReplaysController],
  providers: [LogTopics, ReplayWriter, RequestReplays, DeadLetterLog, DeadLetterReplays],
})
export class ReplaysModule {}
