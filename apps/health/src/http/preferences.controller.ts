import { Controller, Delete, Inject, Ip } from '@nestjs/common';
import type { Clock } from '#fallback';
import type { Logger } from 'pino';
import type { Control } from '#contracts';
import { forceKey } from '../control/control-keys.js';
import { ControlPublisher } from '../control/control-publisher.js';
import { CLOCK, LOGGER } from '../tokens.js';

@Controller('v1/preferences')
export class PreferencesController {
  constructor(
    private readonly control: ControlPublisher,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** B6: back to the configured order, with nothing held against anyone. */
  @Delete()
  async clear(@Ip() remote: string): Promise<Control> {
    const order: Control = { type: 'clear_cache', at: new Date(this.clock.now()).toISOString() };
    await this.control.takeBack(forceKey);
    await this.control.say(order);
    this.logger.info({ remote, ...order }, `An operator said ${order.type}`);
    return order;
  }
}
