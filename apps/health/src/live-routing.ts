import { Inject, Injectable } from '@nestjs/common';
import type { RoutingConfig } from '#fallback';
import { healthRules } from './folding/health-rules.js';
import { HealthTable } from './folding/health-table.js';
import type { HealthSettings } from './health-settings.js';
import { SETTINGS } from './tokens.js';

/** The config in force. Whoever needs it reads it anew each time, so that another one takes effect at once. */
@Injectable()
export class LiveRouting {
  private current: RoutingConfig;

  constructor(
    @Inject(SETTINGS) { routing }: HealthSettings,
    private readonly table: HealthTable,
  ) {
    this.current = routing;
  }

  get config(): RoutingConfig {
    return this.current;
  }

  adopt(config: RoutingConfig): void {
    this.current = config;
    this.table.follow(healthRules(config));
  }
}
