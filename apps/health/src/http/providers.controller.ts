import {
  Body,
  ConflictException,
  Controller,
  HttpCode,
  HttpStatus,
  Inject,
  Ip,
  Param,
  Post,
} from '@nestjs/common';
import type { Clock } from '#fallback';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Control } from '#contracts';
import { ControlPublisher } from '../control/control-publisher.js';
import { LiveRouting } from '../live-routing.js';
import { CLOCK, LOGGER } from '../tokens.js';
import { BodyPipe } from './body.pipe.js';
import { requireKnownProvider } from './known-provider.js';

/** What lasts longer belongs into the config. */
const longestForceSeconds = 30 * 86_400;

const Force = z.strictObject({
  duration_seconds: z.number().int().positive().max(longestForceSeconds).default(1_800),
});
type Force = z.infer<typeof Force>;

const text = z.string().min(1).max(1_000);

const Report = z.strictObject({
  outcome: z.enum(['succeeded', 'failed']),
  /** An error class of the contract, or whatever the operator saw. */
  error: text.optional(),
  context: text.optional(),
  model: text.optional(),
});
type Report = z.infer<typeof Report>;

/** What operators say of a provider to the whole fleet. */
@Controller('v1/providers/:provider')
export class ProvidersController {
  constructor(
    private readonly control: ControlPublisher,
    private readonly routing: LiveRouting,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** B5 */
  @Post('force')
  @HttpCode(HttpStatus.OK)
  async force(
    @Param('provider') provider: string,
    @Body(new BodyPipe(Force)) { duration_seconds: seconds }: Force,
    @Ip() remote: string,
  ): Promise<Control> {
    const { config } = this.routing;
    requireKnownProvider(provider, config);
    const reason = config.unusable.get(provider);
    if (reason !== undefined) throw new ConflictException(`${provider} cannot be called: ${reason}`);
    const until = new Date(this.clock.now() + seconds * 1000).toISOString();
    return this.say({ type: 'force_provider', provider, until }, remote);
  }

  /** B7 */
  @Post('reports')
  @HttpCode(HttpStatus.OK)
  async report(
    @Param('provider') provider: string,
    @Body(new BodyPipe(Report)) report: Report,
    @Ip() remote: string,
  ): Promise<Control> {
    requireKnownProvider(provider, this.routing.config);
    return this.say({ type: 'report', provider, ...report }, remote);
  }

  private async say(order: Control, remote: string): Promise<Control> {
    await this.control.say(order);
    this.logger.info({ remote, ...order }, `An operator said ${order.type}`);
    return order;
  }
}
