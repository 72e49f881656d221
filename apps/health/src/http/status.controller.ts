import { Controller, Get, Inject } from '@nestjs/common';
import type { Clock } from '#fallback';
import { listAttemptMinutes, listProviderHealth, listProviderVerdicts } from '#postgres';
import { Pool } from 'pg';
import { ForcedProvider } from '../control/forced-provider.js';
import { LiveRouting } from '../live-routing.js';
import { CLOCK } from '../tokens.js';
import { providerStatus, type Status } from './provider-status.js';
import { sparklineSince } from './sparkline.js';

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
    const now = this.clock.now();
    const [records, verdicts, minutes] = await Promise.all([
      listProviderHealth(this.pool),
      listProviderVerdicts(this.pool),
      listAttemptMinutes(this.pool, sparklineSince(now)),
    ]);
    const forced = this.forced.at(now);
    return providerStatus(this.routing.config, { records, verdicts, minutes, forced }, now);
  }
}
