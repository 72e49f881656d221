import {
  Body,
  ConflictException,
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
import type { Handoff } from '#contracts';
import { listHandoffs, takeHandoff, type HandoffPlace } from '#postgres';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';
import { LOGGER } from '../tokens.js';
import { BodyPipe } from './body.pipe.js';
import { cursorAt, filterText, pageLimit, pageOf } from './paging.js';
import { QueryPipe } from './query.pipe.js';

const Place = z
  .tuple([z.iso.datetime(), filterText, filterText])
  .transform(([at, org, customId]): HandoffPlace => ({ at: new Date(at), org, customId }));

export const HandoffFilter = z.strictObject({
  state: z.enum(['open', 'taken']).default('open'),
  org: filterText.optional(),
  limit: pageLimit(50),
  after: cursorAt(Place).optional(),
});
type HandoffFilter = z.infer<typeof HandoffFilter>;

/** Who takes it, as their colleagues know them. */
export const Taking = z.strictObject({
  by: z
    .string()
    .trim()
    .min(1)
    .max(256)
    .regex(/^[^\p{Cc}]*$/u, 'a name of one line, without control characters'),
});
type Taking = z.infer<typeof Taking>;

/** E7: requests that nobody but a person can answer. */
@Controller('v1/handoffs')
export class HandoffsController {
  constructor(
    private readonly pool: Pool,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Who has waited longest is the first. */
  @Get()
  async list(
    @Query(new QueryPipe(HandoffFilter)) { limit, ...filter }: HandoffFilter,
  ): Promise<{ handoffs: readonly Handoff[]; next: string | null }> {
    const found = await listHandoffs(this.pool, filter, limit + 1);
    const { rows, next } = pageOf(found, limit, ({ at, org, custom_id }) => [at, org, custom_id]);
    return { handoffs: rows, next };
  }

  /** Whoever took it once may say so again. */
  @Post(':org/:custom_id/take')
  @HttpCode(HttpStatus.OK)
  async take(
    @Param('org') org: string,
    @Param('custom_id') customId: string,
    @Body(new BodyPipe(Taking)) { by }: Taking,
    @Ip() remote: string,
  ): Promise<Handoff> {
    const isName = !`${org}${customId}`.includes('\u0000');
    const handoff = isName ? await takeHandoff(this.pool, org, customId, by) : null;
    if (handoff === null)
      throw new NotFoundException(`organization '${org}' has no handoff of a request '${customId}'`);
    if (handoff.taken_by !== by)
      throw new ConflictException(
        `${handoff.taken_by} took it at ${handoff.taken_at}: \`understudy handoffs\` lists those that are open`,
      );
    this.logger.info({ remote, org, custom_id: customId, by }, 'A handoff was taken');
    return handoff;
  }
}
