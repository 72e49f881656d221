import { Controller, Get, NotFoundException, Param } from '@nestjs/common';
import { findRequest } from '#postgres';
import { Pool } from 'pg';

/** One request as the ledger knows it. Neither what it asked nor what it was answered is shown. */
export interface RequestView {
  readonly org: string;
  readonly custom_id: string;
  readonly state: 'running' | 'done';
  readonly outcome: 'answered' | 'failed' | null;
  readonly result_id: string | null;
  readonly router: string;
  readonly claimed_at: string;
  readonly finished_at: string | null;
  readonly published_at: string | null;
}

@Controller('v1/requests')
export class RequestsController {
  constructor(private readonly pool: Pool) {}

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
