import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Inject,
  Ip,
  NotFoundException,
  Param,
  Post,
  Query,
} from '@nestjs/common';
import type { DeadLetter, DeadLetterReplay, DeadLetterReplays as Replays } from '#contracts';
import type { Logger } from 'pino';
import { DeadLetterLog } from '../replays/dead-letter-log.js';
import { DeadLetterReplays } from '../replays/dead-letter-replays.js';
import { LOGGER } from '../tokens.js';
import { BodyPipe } from './body.pipe.js';
import { cursorOf } from './paging.js';
import { QueryPipe } from './query.pipe.js';
import { DeadLetterListFilter, DeadLetterReplayFilter } from './replay-filter.js';

/** G8: what no router took as a request, to be seen and to be tried again. */
@Controller('v1/dead-letters')
export class DeadLetterReplaysController {
  constructor(
    private readonly log: DeadLetterLog,
    private readonly replays: DeadLetterReplays,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The newest first. */
  @Get()
  async list(
    @Query(new QueryPipe(DeadLetterListFilter)) { limit, ...filter }: DeadLetterListFilter,
  ): Promise<{ dead_letters: readonly DeadLetter[]; next: string | null }> {
    const { page, left } = await this.log.list(filter, limit);
    return { dead_letters: page, next: left === null ? null : cursorOf(left) };
  }

  @Post('replays')
  @HttpCode(HttpStatus.ACCEPTED)
  async many(
    @Body(new BodyPipe(DeadLetterReplayFilter))
    { limit, dry_run: dryRun, ...filter }: DeadLetterReplayFilter,
    @Ip() remote: string,
  ): Promise<Replays> {
    const answer = await this.replays.many(filter, limit, dryRun);
    const [replayed, refused] = [answer.replayed.length, answer.refused.length];
    this.logger.info({ remote, ...filter, dryRun, replayed, refused }, 'An operator replayed dead letters');
    return answer;
  }

  @Post(':partition/:offset/replays')
  @HttpCode(HttpStatus.ACCEPTED)
  async one(
    @Param('partition') partition: string,
    @Param('offset') offset: string,
    @Ip() remote: string,
  ): Promise<DeadLetterReplay> {
    if (![partition, offset].every((text) => /^\d{1,15}$/.test(text)))
      throw new NotFoundException(`there is no dead letter ${partition}/${offset}`);
    const replayed = await this.replays.one(Number(partition), Number(offset));
    this.logger.info({ remote, ...replayed }, 'An operator replayed a dead letter');
    return replayed;
  }
}
