import {
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Inject,
  Ip,
  NotFoundException,
  Param,
  Query,
} from '@nestjs/common';
import type { Control, RequestSummary, RequestView } from '#contracts';
import { findRequest, listAttempts, listEndedRequests } from '#postgres';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { ControlPublisher } from '../control/control-publisher.js';
import { knownReplays } from '../replays/known-replays.js';
import { replaysInOrder } from '../replays/next-replay.js';
import { replayedName } from '../replays/replay-id.js';
import { LOGGER } from '../tokens.js';
import { pageOf } from './paging.js';
import { QueryPipe } from './query.pipe.js';
import { RequestFilter } from './request-filter.js';

@Controller('v1/requests')
export class RequestsController {
  constructor(
    private readonly pool: Pool,
    private readonly control: ControlPublisher,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Those that have ended, the newest first. */
  @Get()
  async list(
    @Query(new QueryPipe(RequestFilter)) { limit, class: errorClass, before, ...filter }: RequestFilter,
  ): Promise<{ requests: RequestSummary[]; next: string | null }> {
    const found = await listEndedRequests(this.pool, { ...filter, errorClass, after: before }, limit + 1);
    const { rows, next } = pageOf(found, limit, ({ place }) => [place.at.toISOString(), place.id]);
    return { requests: rows.map(({ request }) => request), next };
  }

  /** Ends it wherever it is, unless it has a result by then. It may still wait on the log, where nobody can look for it. */
  @Delete(':org/:custom_id')
  @HttpCode(HttpStatus.ACCEPTED)
  async cancel(
    @Param('org') org: string,
    @Param('custom_id') customId: string,
    @Ip() remote: string,
  ): Promise<Control> {
    const order: Control = { type: 'cancel', org, custom_id: customId };
    await this.control.say(order);
    this.logger.info({ remote, ...order }, 'An operator said cancel');
    return order;
  }

  /** One request: as the ledger knows it, with its attempts as the log told of them. */
  @Get(':org/:custom_id')
  async request(@Param('org') org: string, @Param('custom_id') customId: string): Promise<RequestView> {
    // Postgres cannot even be asked for a name with a NUL, and no request has one.
    const isName = !`${org}${customId}`.includes('\u0000');
    const found = isName ? await findRequest(this.pool, org, customId) : undefined;
    if (found === undefined)
      throw new NotFoundException(`organization '${org}' has no request '${customId}'`);
    const { result } = found;
    const { attempts, traceId } = await listAttempts(this.pool, org, customId);
    return {
      org,
      custom_id: customId,
      state: found.state,
      outcome: result === null ? null : result.topic === 'responses' ? 'answered' : 'failed',
      result_id: result?.id ?? null,
      router: found.owner,
      claimed_at: found.claimedAt.toISOString(),
      finished_at: found.finishedAt?.toISOString() ?? null,
      published_at: found.publishedAt?.toISOString() ?? null,
      attempts,
      cost_usd: attempts.reduce((sum, { cost_usd: usd }) => sum + usd, 0),
      trace_id: traceId,
      ...(await this.replaysOf(org, customId)),
    };
  }

  private async replaysOf(
    org: string,
    customId: string,
  ): Promise<Pick<RequestView, 'replay_of' | 'replays'>> {
    const name = replayedName(customId);
    if (name !== null) {
      const first = await findRequest(this.pool, org, name);
      return { replay_of: first?.customId ?? null, replays: [] };
    }
    const [known] = await knownReplays(this.pool, [{ org, custom_id: customId }]);
    const replays = replaysInOrder(known!);
    return { replay_of: null, replays: replays.map(({ customId: id, state }) => ({ custom_id: id, state })) };
  }
}
