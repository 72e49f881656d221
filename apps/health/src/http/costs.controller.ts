import { Controller, Get, Inject, Query } from '@nestjs/common';
import { CostGroup, type CostLine } from '#contracts';
import type { Clock } from '#fallback';
import { listCosts, type CostPlace } from '#postgres';
import { Pool } from 'pg';
import { z } from 'zod';
import { CLOCK } from '../tokens.js';
import { cursorAt, filterText, pageLimit, pageOf } from './paging.js';
import { QueryPipe } from './query.pipe.js';

const Place = z
  .tuple([z.string().regex(/^\d+(\.\d+)?$/), filterText])
  .transform(([cost, name]): CostPlace => ({ cost, name }));

/** A day of UTC; today when none is named. */
export const CostFilter = z.strictObject({
  group_by: CostGroup.default('org'),
  day: z.iso.date().optional(),
  org: filterText.optional(),
  limit: pageLimit(100),
  after: cursorAt(Place).optional(),
});
type CostFilter = z.infer<typeof CostFilter>;

@Controller('v1/costs')
export class CostsController {
  constructor(
    private readonly pool: Pool,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The highest first. Those of today still rise, and may change places while one pages. */
  @Get()
  async costs(
    @Query(new QueryPipe(CostFilter)) { group_by: groupBy, day: named, limit, ...rest }: CostFilter,
  ): Promise<{ day: string; costs: CostLine[]; next: string | null }> {
    const day = named ?? new Date(this.clock.now()).toISOString().slice(0, 10);
    const found = await listCosts(this.pool, { groupBy, day, ...rest }, limit + 1);
    const { rows, next } = pageOf(found, limit, ({ place }) => [place.cost, place.name]);
    return { day, costs: rows.map(({ line }) => line), next };
  }
}
