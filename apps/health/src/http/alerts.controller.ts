import {
  BadGatewayException,
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Inject,
  Ip,
  NotFoundException,
  Post,
  Query,
} from '@nestjs/common';
import type { Alert, AlertView } from '#contracts';
import type { Clock } from '#fallback';
import {
  listOpenIncidents,
  listResolvedIncidents,
  listSilences,
  listTroubledDeliveries,
  type OpenIncident,
  type Silence,
  type TroubledDelivery,
} from '#postgres';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';
import { suppressorOf } from '../alerts/suppressor-of.js';
import { testAlert } from '../alerts/test-alert.js';
import type { HealthSettings } from '../health-settings.js';
import { LiveRouting } from '../live-routing.js';
import { Sinks } from '../sinks/sinks.js';
import { Undeliverable } from '../sinks/undeliverable.js';
import { CLOCK, LOGGER, SETTINGS } from '../tokens.js';
import { BodyPipe } from './body.pipe.js';

const Asked = z.object({
  state: z.enum(['firing', 'resolved']).default('firing'),
  limit: z.coerce.number().int().positive().max(1_000).default(100),
});
type Asked = z.infer<typeof Asked>;

const Tried = z.strictObject({ sink: z.string().min(1) });
type Tried = z.infer<typeof Tried>;

@Controller('v1/alerts')
export class AlertsController {
  constructor(
    private readonly pool: Pool,
    private readonly sinks: Sinks,
    private readonly routing: LiveRouting,
    @Inject(SETTINGS) private readonly settings: HealthSettings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** What is firing, the oldest first, or what is over, the latest first; and what has not come through to its sink. */
  @Get()
  async alerts(
    @Query(new BodyPipe(Asked)) { state, limit }: Asked,
  ): Promise<{ alerts: AlertView[]; undelivered?: TroubledDelivery[] }> {
    const alerts =
      state === 'resolved'
        ? await listResolvedIncidents(this.pool, limit)
        : viewsOf(await listOpenIncidents(this.pool), await listSilences(this.pool));
    const undelivered = await listTroubledDeliveries(this.pool);
    return undelivered.length === 0 ? { alerts } : { alerts, undelivered };
  }

  /** Sends an alert through one sink, and its end, so that nothing stays open there. */
  @Post('test')
  @HttpCode(HttpStatus.OK)
  async test(
    @Body(new BodyPipe(Tried)) { sink }: Tried,
    @Ip() remote: string,
  ): Promise<{ sink: string; delivered: true }> {
    const names = [...this.routing.config.alerts.sinks.keys()];
    if (!names.includes(sink))
      throw new NotFoundException(
        `no sink is called '${sink}'; the config has ${names.join(', ') || 'none'}`,
      );
    this.logger.info({ remote, sink }, 'An operator tries a sink of alerts');
    const alert = testAlert(sink, this.settings.publicUrl, this.clock.now());
    try {
      await this.sinks.send(sink, { status: 'firing', groupLabels: {}, alerts: [alert] });
      const resolved: Alert = {
        ...alert,
        status: 'resolved',
        endsAt: new Date(this.clock.now()).toISOString(),
      };
      await this.sinks.send(sink, { status: 'resolved', groupLabels: {}, alerts: [resolved] });
    } catch (error) {
      if (!(error instanceof Undeliverable)) throw error;
      throw new BadGatewayException(`sink '${sink}' did not take it: ${error.message}`);
    }
    return { sink, delivered: true };
  }
}

function viewsOf(open: readonly OpenIncident[], silences: readonly Silence[]): AlertView[] {
  const firing = open.map(({ alert }) => alert);
  return open.map(({ alert, quietSince }) => {
    const suppressedBy = suppressorOf(alert, { silences, firing });
    return {
      ...alert,
      ...(quietSince === null ? {} : { quietSince: quietSince.toISOString() }),
      ...(suppressedBy === null ? {} : { suppressedBy }),
    };
  });
}
