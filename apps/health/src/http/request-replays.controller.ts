import { Body, Controller, HttpCode, HttpStatus, Inject, Ip, Param, Post } from '@nestjs/common';
import type { Replay, Replays } from '#contracts';
import type { Logger } from 'pino';
import { RequestReplays } from '../replays/request-replays.js';
import { LOGGER } from '../tokens.js';
import { BodyPipe } from './body.pipe.js';
import { ReplayFilter } from './replay-filter.js';

/** G8: what failed is tried again, as new requests. */
@Controller('v1')
export class RequestReplaysController {
  constructor(
    private readonly replays: RequestReplays,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post('requests/:org/:custom_id/replays')
  @HttpCode(HttpStatus.ACCEPTED)
  async one(
    @Param('org') org: string,
    @Param('custom_id') customId: string,
    @Ip() remote: string,
  ): Promise<Replay> {
    const replayed = await this.replays.one(org, customId);
    this.logger.info({ remote, ...replayed }, 'An operator replayed a request');
    return replayed;
  }

  @Post('replays')
  @HttpCode(HttpStatus.ACCEPTED)
  async many(
    @Body(new BodyPipe(ReplayFilter))
    { limit, dry_run: dryRun, class: errorClass, before, ...filter }: ReplayFilter,
    @Ip() remote: string,
  ): Promise<Replays> {
    const asked = { ...filter, errorClass };
    const answer = await this.replays.many({ ...asked, after: before }, limit, dryRun);
    const [replayed, refused] = [answer.replayed.length, answer.refused.length];
    this.logger.info({ remote, ...asked, dryRun, replayed, refused }, 'An operator replayed what failed');
    return answer;
  }
}
