import { Controller, Get, Query } from '@nestjs/common';
import type { AuditEntry } from '#contracts';
import { listAuditEntries } from '#postgres';
import { Pool } from 'pg';
import { z } from 'zod';
import { cursorAt, filterText, pageLimit, pageOf } from './paging.js';
import { QueryPipe } from './query.pipe.js';

export const AuditFilter = z.strictObject({
  org: filterText.optional(),
  limit: pageLimit(50),
  before: cursorAt(z.tuple([z.string().regex(/^\d{1,18}$/)])).optional(),
});
type AuditFilter = z.infer<typeof AuditFilter>;

@Controller('v1/audit')
export class AuditController {
  constructor(private readonly pool: Pool) {}

  /** Who changed what, the newest first. */
  @Get()
  async list(
    @Query(new QueryPipe(AuditFilter)) { org, limit, before }: AuditFilter,
  ): Promise<{ entries: readonly AuditEntry[]; next: string | null }> {
    const found = await listAuditEntries(this.pool, { org, afterId: before?.[0] }, limit + 1);
    const { rows, next } = pageOf(found, limit, ({ id }) => [id]);
    return { entries: rows, next };
  }
}
