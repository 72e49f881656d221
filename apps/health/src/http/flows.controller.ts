import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { TrafficFlow } from '#contracts';
import type { Clock } from '#fallback';
import { listFlows } from '#postgres';
import { Pool } from 'pg';
import { z } from 'zod';
import { CLOCK } from '../tokens.js';
import { QueryPipe } from './query.pipe.js';

const minuteMs = 60_000;

export const FlowFilter = z.strictObject({
  minutes: z.coerce
    .number()
    .int()
    .min(1)
    .max(24 * 60)
    .default(60),
});
type FlowFilter = z.infer<typeof FlowFilter>;

@Controller('v1/flows')
export class FlowsController {
  constructor(
    private readonly pool: Pool,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** From the first step of the chain to who answered, over the last minutes. */
  @Get()
  async flows(@Query(new QueryPipe(FlowFilter)) { minutes }: FlowFilter): Promise<{ flows: TrafficFlow[] }> {
    const since = new Date(this.clock.now() - minutes * minuteMs);
    return { flows: await listFlows(this.pool, since) };
  }
}
