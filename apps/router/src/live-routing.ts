import { Inject, Injectable } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { HealthBook, ProviderMemory, type Prices, type RoutingConfig } from '#fallback';
import { priceBook, ProviderRegistry } from '#providers';
import { routerSettings } from './router-settings.js';

/** The config in force. Every request reads it anew, so that another one takes effect with the next request. */
@Injectable()
export class LiveRouting {
  private current: RoutingConfig;
  private priced: Prices;

  constructor(
    @Inject(routerSettings.KEY) { routing }: ConfigType<typeof routerSettings>,
    private readonly providers: ProviderRegistry,
    private readonly health: HealthBook,
    private readonly memory: ProviderMemory,
  ) {
    this.current = routing;
    this.priced = priceBook(routing.prices);
  }

  get config(): RoutingConfig {
    return this.current;
  }

  get prices(): Prices {
    return this.priced;
  }

  /** What runs ends as it began. */
  adopt(config: RoutingConfig): void {
    this.current = config;
    this.priced = priceBook(config.prices);
    this.providers.adopt(endpointsOf(config));
    this.health.adopt(config);
    this.memory.adopt(config);
  }
}

/** Whom a router may call: also providers for which only organizations have keys. */
export const endpointsOf = ({ providers, keyless }: RoutingConfig) => [
  ...providers.values(),
  ...[...keyless.values()].filter(({ name }) => !providers.has(name)),
];
