import { Controller, Get, Inject } from '@nestjs/common';
import type { Clock } from '#fallback';
import { listProviderHealth } from '#postgres';
import { Pool } from 'pg';
import { ForcedProvider } from '../control/forced-provider.js';
import { LiveRouting } from '../live-routing.js';
import { CLOCK } from '../tokens.js';
import { providerStatus, type Status } from './provider-status.js';

@Controller('v1/status')
export class StatusController {
  constructor(
    private readonly pool: Pool,
    private readonly forced: ForcedProvider,
    private readonly routing: LiveRouting,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  async status(): Promise<Status> {
    const records = await listProviderHealth(this.pool);
    const now = this.clock.now();
    return providerStatus(this.routing.config, { records, forced: this.forced.at(now) }, now);
  }
}
