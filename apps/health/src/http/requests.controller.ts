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
} from '@nestjs/common';
import type { Control } from '#contracts';
import { findRequest, type StoredRequest } from '#postgres';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { ControlPublisher } from '../control/control-publisher.js';
import { LOGGER } from '../tokens.js';

/** One request as the ledger knows it. Neither what it asked nor what it was answered is shown. */
export interface RequestView {
  readonly org: string;
  readonly custom_id: string;
  readonly state: StoredRequest['state'];
  readonly outcome: 'answered' | 'failed' | null;
  readonly result_id: string | null;
  readonly router: string;
  readonly claimed_at: string;
  readonly finished_at: string | null;
  readonly published_at: string | null;
}

@Controller('v1/requests')
export class RequestsController {
  constructor(
    private readonly pool: Pool,
    private readonly control: ControlPublisher,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

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

  @Get(':org/:custom_id')
  async request(@Param('org') org: string, @Param('custom_id') customId: string): Promise<RequestView> {
    // Postgres cannot even be asked for a name with a NUL, and no request has one.
    const isName = !`${org}${customId}`.includes('\u0000');
    const found = isName ? await findRequest(this.pool, org, customId) : undefined;
    if (found === undefined)
      throw new NotFoundException(`organization '${org}' has no request '${customId}'`);
    const { result } = found;
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
    };
  }
}
